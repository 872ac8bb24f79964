import { inCommandWords } from '../../core/run/command-words.ts'
import { command, type GivenValue, meaning, next } from '../../core/run/next-step.ts'
import type { ShellLine } from '../../core/text/command-line.ts'
import { commandLine } from '../../core/text/command-line.ts'
import type { Action } from '../definition/definition.ts'
import type { WantedPipeline } from './wanted.ts'

/** What somebody is asked about, by the variables that give it. */
export interface AskedAbout {
  readonly release: '#{Plan.release}' | '#{Bring.release}'
  /** Fingerprint of the plan; without it, CloudFormation executes the change set of the execution. */
  readonly plan?: '#{Plan.fingerprint}'
}

/**
 * The approval. Its text is part of the message that the topic gets, and says what waits and how to answer. A rejection is
 * a failure of its stage, so the stage has no failure handling.
 */
export function approvalAction(wanted: WantedPipeline, about: AskedAbout): Action {
  const { comment, minutes } = wanted.approval
  return {
    name: 'Approve',
    actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    configuration: {
      NotificationArn: { Ref: 'Topic' },
      CustomData: question(wanted, about),
      ...(comment && { IsSummaryRequired: 'true' }),
    },
    timeoutInMinutes: minutes,
  }
}

/** Digests have no characters that a shell reads, so they need no quotes. */
const digests = {
  '#{Plan.release}': commandLine`#{Plan.release}`,
  '#{Bring.release}': commandLine`#{Bring.release}`,
  '#{Plan.fingerprint}': commandLine`#{Plan.fingerprint}`,
} as const satisfies Readonly<Record<string, ShellLine>>

/** The words `release=` and `plan=` are what an answer is compared with. */
function question({ name, region, production, approval }: WantedPipeline, { release, plan }: AskedAbout): string {
  const execution = '#{codepipeline.PipelineExecutionId}'
  const answer: Readonly<Record<string, GivenValue>> = {
    pipeline: name,
    region,
    release: digests[release],
    plan: plan && digests[plan],
    comment: approval.comment ? meaning('why') : undefined,
  }
  const look =
    plan === undefined
      ? `Look at the change set ${changeSetName} of the stack ${production.stack} in CloudFormation.`
      : 'The log of action Plan shows the plan.'
  const what = `release=${release}${plan === undefined ? '' : ` plan=${plan}`} environment=${production.environment}`
  return inCommandWords(
    next`Execution ${execution} waits for your answer: ${what}. ${look} To let it in, or with the word reject to refuse it: ${command('pipeline approve', answer)}`,
  )
}

/**
 * The change set of an execution. With one name for all, a later execution would replace the change set that somebody is
 * asked about, and its approval would execute another release.
 */
export const changeSetName = 'liftlock-#{codepipeline.PipelineExecutionId}'
