import { StageError } from '../../../core/run/stage-error.ts'
import type { AskedRun } from '../jobs/job-policy.ts'
import { meantApproval } from '../meant-approval.ts'
import { jsonObject, textMembers } from '../text-members.ts'

/** What a function is told of a job (recorded): nothing about the execution, so that `UserParameters` names it. */
export interface FunctionJob {
  readonly id: string
  readonly account: string
  readonly functionName: string
  readonly userParameters: string
  readonly token: string | undefined
}

/** What `UserParameters` say: the execution, and the run that is asked for. */
export interface FunctionRequest extends AskedRun {
  readonly pipeline: string
  readonly execution: string
}

/** Reads the event of an invoke action; undefined for another event, which has no job to end. */
export function functionJob(event: unknown): FunctionJob | undefined {
  const job = member(event, 'CodePipeline.job')
  const data = member(job, 'data')
  const configuration = member(member(data, 'actionConfiguration'), 'configuration')
  const id = text(job, 'id')
  if (id === undefined) return undefined
  return {
    id,
    account: text(job, 'accountId') ?? '',
    functionName: text(configuration, 'FunctionName') ?? '',
    userParameters: text(configuration, 'UserParameters') ?? '',
    token: text(data, 'continuationToken'),
  }
}

const names = ['pipeline', 'execution', 'stage', 'inputs', 'approval']

/** @throws StageError `job-refused` for parameters that say it in another way */
export function functionRequest(userParameters: string): FunctionRequest {
  const refuse = (expected: string) =>
    new StageError('job-refused', `UserParameters of the action: expected ${expected}`, {
      hint: 'change the configuration of the action, as the guide says: liftlock explain codepipeline',
    })
  const { inputs = {}, ...others } = jsonObject(userParameters, refuse) as { inputs?: unknown }
  const unknown = Object.keys(others).find((name) => !names.includes(name))
  if (unknown !== undefined) throw refuse(`${names.join(', ')}, and not ${JSON.stringify(unknown)}`)
  const { pipeline, execution, stage, approval = '' } = textMembers(JSON.stringify(others), refuse)
  if (pipeline === undefined || execution === undefined || stage === undefined)
    throw refuse('pipeline, execution and stage')
  return {
    pipeline,
    execution,
    stage,
    approval: meantApproval(approval, refuse),
    inputs: textMembers(JSON.stringify(inputs), refuse),
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}
