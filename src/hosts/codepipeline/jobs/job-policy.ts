import { input, next } from '../../../core/run/next-step.ts'
import { own } from '../../../core/run/own.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { MeantApproval } from '../meant-approval.ts'

/** What jobs may run here. Whoever runs the worker or the function decides it, never the action of a pipeline. */
export interface JobPolicy {
  readonly stages: readonly string[]
  /** Inputs that an action may give, each with the values that it may have; no values stand for any. */
  readonly inputs: ReadonlyMap<string, readonly string[]>
  /** Inputs of every job; an action cannot change them. */
  readonly fixed: Readonly<Record<string, string>>
  /** Pipelines whose jobs run; none stand for any. */
  readonly pipelines: readonly string[]
}

/** The stages that run unless others are named. */
export const usualStages = ['deploy', 'quality-gate', 'promote'] as const

/**
 * Inputs that an action may give unless others are named. None of them is a path, an address, a role or a command of
 * the machine that runs the stage.
 */
export const usualInputs = [
  'release',
  'environment',
  'from',
  'release-of',
  'plan',
  'plan-only',
  'rerun',
  'lanes',
  'timeout-in-minutes',
] as const

/** The run that a job asks for. */
export interface AskedRun {
  readonly stage: string
  /** By kebab-case name. */
  readonly inputs: Readonly<Record<string, string>>
  /** The approval whose answer counts. */
  readonly approval: MeantApproval | undefined
}

/**
 * The stages of a policy: those that are named, or the usual ones.
 * @param listed all stages by name
 * @throws StageError `input-invalid` for a name that is no stage
 */
export function knownStages(names: readonly string[], listed: Readonly<Record<string, unknown>>): readonly string[] {
  const runnable = Object.keys(listed).filter((name) => name !== 'pipeline')
  const unknown = names.find((name) => !runnable.includes(name))
  if (unknown === undefined) return names.length > 0 ? names : usualStages
  throw new StageError('input-invalid', `input stages has ${JSON.stringify(unknown)}: expected ${runnable.join(', ')}`)
}

/**
 * Makes the policy from texts.
 * @param allow inputs as `name`, or as `name=value` for a value that it may have
 * @param set inputs of every job, as `name=value`
 * @throws StageError `input-invalid` that names the text
 */
export function readPolicy(texts: {
  readonly stages: readonly string[]
  readonly allow: readonly string[]
  readonly set: readonly string[]
  readonly pipelines: readonly string[]
}): JobPolicy {
  const inputs = new Map<string, string[]>()
  for (const text of texts.allow) {
    const [name, value] = namedText('allow', text)
    const values = inputs.get(name) ?? []
    inputs.set(name, value === undefined ? values : [...values, value])
  }
  const fixed = texts.set.map((text) => {
    const [name, value] = namedText('set', text)
    if (value !== undefined) return [name, value] as const
    throw new StageError('input-invalid', `input set has ${JSON.stringify(text)}: expected NAME=VALUE`)
  })
  return { stages: texts.stages, inputs, fixed: Object.fromEntries(fixed), pipelines: texts.pipelines }
}

function namedText(option: string, text: string): readonly [string, string | undefined] {
  const [, name, value] = /^([a-z][a-z0-9-]*)(?:=(.+))?$/s.exec(text) ?? []
  if (name !== undefined) return [name, value]
  throw new StageError('input-invalid', `input ${option} has ${JSON.stringify(text)}: expected the name of an input`)
}

/**
 * The inputs of a run that is allowed: those of the action, and those that every job has.
 * @throws StageError `job-refused` that names what is not allowed
 */
export function admittedInputs(
  { stage, inputs }: AskedRun,
  pipeline: string,
  policy: JobPolicy,
): Readonly<Record<string, string>> {
  if (policy.pipelines.length > 0 && !policy.pipelines.includes(pipeline))
    throw refused(`jobs of pipeline ${pipeline} are not run here`, policy.pipelines)
  if (!policy.stages.includes(stage)) throw refused(`the stage ${JSON.stringify(stage)} is not run here`, policy.stages)
  for (const [name, value] of Object.entries(inputs)) {
    const values = policy.inputs.get(name)
    if (own(policy.fixed, name) !== undefined) throw refused(`the input ${name} is given here already`, [])
    if (values === undefined)
      throw refused(`an action may not give the input ${JSON.stringify(name)}`, [...policy.inputs.keys()])
    if (values.length > 0 && !values.includes(value))
      throw refused(`an action may not give the value ${JSON.stringify(value)} for the input ${name}`, values)
  }
  return { ...inputs, ...policy.fixed }
}

function refused(text: string, allowed: readonly string[]): StageError {
  const list = allowed.length === 0 ? '' : ` (allowed: ${allowed.join(', ')})`
  return new StageError('job-refused', `${text}${list}`, {
    hint: next`change the configuration of the action, or let whoever runs the worker allow it with ${input('allow')}, ${input('stages')} or ${input('pipelines')}`,
  })
}
