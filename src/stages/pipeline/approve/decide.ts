import type { z } from 'zod'
import type { Context } from '../../../core/run/context.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { approvalContent, isSameDigest } from '../../../pipeline/execution/approval-content.ts'
import { shortArn } from '../../../pipeline/execution/execution-words.ts'
import { driveOf } from '../driving/drive.ts'
import { comparableRelease } from '../driving/release-digest.ts'
import { answerApproval } from './answer-approval.ts'
import { type FoundApproval, findApproval } from './find-approval.ts'
import type { Decision } from './judge-answer.ts'
import type { approvalInputs } from './members.ts'

type Inputs = z.output<z.ZodObject<typeof approvalInputs>>

/** Answers the approval that is meant, after it was compared with what the reader means. */
export async function decide(inputs: Inputs, decision: Decision, context: Context) {
  const { report } = context
  const { pipeline, comment } = inputs
  const drive = await driveOf(inputs, context)
  const { pipelines } = drive
  const release = inputs.release === undefined ? undefined : await comparableRelease(inputs.release, drive)
  const found = await findApproval(inputs, drive, context)
  const { execution, attempt } = found
  refuseOther(found, { ...inputs, release })
  const configuration = attempt.input?.resolvedConfiguration ?? {}
  const name = `${attempt.stageName}/${attempt.actionName} of execution ${execution}`
  const shown = ['CustomData', 'ExternalEntityLink'].flatMap((key) => configuration[key] ?? [])
  if (shown.length > 0) report({ kind: 'group', title: `What ${name} is about`, lines: shown })
  const { by, isNew } = await answerApproval(found, { pipeline, decision, comment }, pipelines, context)
  const who = by === '' ? '' : ` by ${shortArn(by)}`
  const word = decision.toLowerCase()
  report({ kind: 'note', closing: true, text: `${name} ${isNew ? 'is' : 'was already'} ${word}${who}` })
  const token = attempt.actionExecutionId ?? ''
  return { outcome: isNew ? 'succeeded' : 'no-changes', execution, token, decidedBy: by } as const
}

/** Compares with what the approval resolves to. @throws StageError `approval-differs` */
function refuseOther({ execution, attempt }: FoundApproval, inputs: Inputs): void {
  const content = approvalContent(attempt.input?.resolvedConfiguration ?? {})
  for (const key of ['release', 'plan'] as const) {
    const meant = inputs[key]
    if (meant === undefined) continue
    const asked = content[key]
    if (asked !== undefined && isSameDigest(asked, meant)) continue
    const name = `${attempt.stageName}/${attempt.actionName} of execution ${execution}`
    const text =
      asked === undefined ? `does not say which ${key} it is about` : `is about ${key} ${asked}, not ${meant}`
    throw new StageError('approval-differs', `the approval ${name} ${text}`, {
      hint: next`look at what it is about: ${command('pipeline show', { pipeline: inputs.pipeline, execution })}`,
    })
  }
}
