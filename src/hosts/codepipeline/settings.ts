import { StageError } from '../../core/run/stage-error.ts'
import { readFlag } from '../../core/text/read-flag.ts'
import { type MeantApproval, meantApproval } from './meant-approval.ts'
import { textMembers } from './text-members.ts'

/** What an action of a pipeline gives to the host, beside its place and the inputs of the stage. */
export interface PipelineSettings {
  /** The inputs that the action gives in one variable, by kebab-case name. */
  readonly inputs: Readonly<Record<string, string>>
  /** File for the output variables. */
  readonly exports: string | undefined
  /** Whether an attach action of the same stage follows. */
  readonly followed: boolean
  /** Of an attach action: output variables of the action before it. */
  readonly before: Readonly<Record<string, string>>
  /** Minutes after which the command ends itself. */
  readonly minutes: number
  /** The approval whose answer counts; undefined for the last one. */
  readonly approval: MeantApproval | undefined
}

/** The variables that are settings, and no inputs of a stage. */
export const settingNames = {
  inputs: 'LIFTLOCK_INPUTS',
  exports: 'LIFTLOCK_EXPORTS',
  followed: 'LIFTLOCK_PIPELINE_FOLLOWED',
  before: 'LIFTLOCK_PIPELINE_BEFORE',
  minutes: 'LIFTLOCK_PIPELINE_MINUTES',
  approval: 'LIFTLOCK_PIPELINE_APPROVAL',
} as const

/** An action of `Commands` runs for 55 minutes at most; the last one is for an orderly end. */
const usualMinutes = 54
/** A build of CodeBuild runs for 36 hours at most. */
const mostMinutes = 36 * 60

/** @throws StageError `input-invalid` that names the variable and what was expected */
export function pipelineSettings(environment: NodeJS.ProcessEnv): PipelineSettings {
  const given = (name: keyof typeof settingNames) => environment[settingNames[name]] || undefined
  const [inputs, before, followed, minutes, approval] = [
    given('inputs'),
    given('before'),
    given('followed') ?? 'false',
    given('minutes') ?? String(usualMinutes),
    given('approval') ?? '',
  ]
  const flag = readFlag(followed)
  if (flag === undefined) throw invalid('followed', followed, 'true or false')
  const whole = /^[1-9]\d{0,3}$/.test(minutes) ? Number(minutes) : Number.NaN
  if (!(whole <= mostMinutes)) throw invalid('minutes', minutes, `a number of minutes from 1 to ${mostMinutes}`)
  return {
    inputs: inputs === undefined ? {} : textsIn('inputs', inputs),
    exports: given('exports'),
    followed: flag,
    before: before === undefined ? {} : handedOver(before),
    minutes: whole,
    approval: meantApproval(approval, (expected) => invalid('approval', approval, expected)),
  }
}

/** The variable `handed_on` of an action, which is JSON in base64url, or JSON itself, or an outcome alone. */
function handedOver(before: string): Readonly<Record<string, string>> {
  const text = before.startsWith('eyJ') ? Buffer.from(before, 'base64url').toString() : before
  return text.startsWith('{') ? textsIn('before', text) : { outcome: before }
}

function textsIn(name: keyof typeof settingNames, text: string): Readonly<Record<string, string>> {
  return textMembers(text, (expected) => invalid(name, text, expected))
}

function invalid(name: keyof typeof settingNames, value: string, expected: string): StageError {
  return new StageError('input-invalid', `${settingNames[name]} is ${JSON.stringify(value)}: expected ${expected}`, {
    hint: 'change the variable of the action, as the guide says: liftlock explain codepipeline',
  })
}
