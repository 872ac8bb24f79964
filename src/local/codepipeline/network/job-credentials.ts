import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { findAction, settleAction } from '../machine/settle.ts'
import type { Caller } from '../operations/call.ts'
import { identityOf } from '../providers/identity.ts'
import type { Engine } from '../service/engine.ts'
import { ServiceFault } from '../service-fault.ts'

interface JobData {
  readonly pipelineContext: { readonly pipelineName: string; readonly action: { readonly actionExecutionId: string } }
}

interface JobAnswer {
  readonly jobs?: readonly { readonly data: JobData }[]
  readonly jobDetails?: { readonly data: JobData }
}

/** Gives the jobs of an answer of PollForJobs and GetJobDetails the keys for their artifacts. */
export async function withCredentials(
  services: Pick<PipelineServices, 'artifactCredentials'>,
  engine: Engine,
  caller: Caller,
  answer: JobAnswer,
): Promise<object> {
  const add = async <T extends { readonly data: JobData }>(job: T): Promise<T | undefined> => {
    try {
      const artifactCredentials = await keysFor(services, engine, caller, job.data)
      return { ...job, data: { ...job.data, ...(artifactCredentials && { artifactCredentials }) } }
    } catch (error) {
      failAction(engine, caller, job.data, (error as Error).message)
      return undefined
    }
  }
  const jobs = answer.jobs && (await Promise.all(answer.jobs.map(add))).filter((job) => job !== undefined)
  const jobDetails = answer.jobDetails && (await add(answer.jobDetails))
  if (answer.jobDetails !== undefined && jobDetails === undefined)
    throw new ServiceFault('JobNotFound', 'The action of this job has failed: its artifacts cannot be reached.')
  return { ...answer, ...(jobs && { jobs }), ...(jobDetails && { jobDetails }) }
}

/** A role that lost its trust fails its own action, and no other one. */
function failAction(engine: Engine, { account, region }: Caller, { pipelineContext }: JobData, message: string): void {
  const scope = engine.scope(account, region)
  const pipeline = scope.pipelines.get(pipelineContext.pipelineName)
  if (pipeline === undefined) return
  const { actionExecutionId } = pipelineContext.action
  const error = { code: 'PermissionError', message }
  engine.change(scope, pipeline, (machine) => settleAction(machine, actionExecutionId, { status: 'Failed', error }))
}

async function keysFor(
  services: Pick<PipelineServices, 'artifactCredentials'>,
  engine: Engine,
  { account, region }: Caller,
  { pipelineContext }: JobData,
) {
  const pipeline = engine.scope(account, region).pipelines.get(pipelineContext.pipelineName)
  const found = pipeline && findAction(pipeline, pipelineContext.action.actionExecutionId)
  if (pipeline === undefined || found === undefined) return undefined
  const identity = identityOf({ pipeline, ...found })
  const { accessKeyId, secretAccessKey, sessionToken } = await services.artifactCredentials(identity, found.work)
  return { accessKeyId, secretAccessKey, sessionToken }
}
