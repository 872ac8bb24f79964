import { StageError } from '../../../core/run/stage-error.ts'
import { meantApproval } from '../meant-approval.ts'
import { textMembers } from '../text-members.ts'
import type { AskedRun } from './job-policy.ts'

/** Properties of the custom action type, each with the input that it gives. */
const inputProperties = { Environment: 'environment', Release: 'release', Plan: 'plan' } as const

/**
 * The run that the configuration of a custom action asks for. An empty value counts as not given.
 * @throws StageError `job-refused` for a configuration that says it in another way
 */
export function askedRun(configuration: Readonly<Record<string, string>>): AskedRun {
  const { Stage = '', Inputs = '', Approval = '' } = configuration
  const refuse = (name: string) => (expected: string) => refusedProperty(name, expected)
  if (Stage === '') throw refusedProperty('Stage', 'the name of a stage')
  const single = Object.entries(inputProperties).flatMap(([property, name]) => {
    const value = configuration[property] ?? ''
    return value === '' ? [] : [[name, value] as const]
  })
  const inputs = Inputs === '' ? {} : textMembers(Inputs, refuse('Inputs'))
  const twice = single.find(([name]) => name in inputs)
  if (twice !== undefined) throw refusedProperty('Inputs', `no ${twice[0]}, which has a property of its own`)
  return {
    stage: Stage,
    inputs: { ...inputs, ...Object.fromEntries(single) },
    approval: meantApproval(Approval, refuse('Approval')),
  }
}

/** The value is left out: it may be long, and is a stranger's. */
function refusedProperty(name: string, expected: string): StageError {
  return new StageError('job-refused', `the property ${name} of the action: expected ${expected}`, {
    hint: 'change the configuration of the action, as the guide says: liftlock explain codepipeline',
  })
}
