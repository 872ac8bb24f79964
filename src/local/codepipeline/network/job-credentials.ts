import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { declarationOf } from '../machine/machine.ts'
import { findAction } from '../machine/settle.ts'
import { arnOf, type Caller } from '../operations/call.ts'
import type { Engine } from '../service/engine.ts'

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
  const add = async <T extends { readonly data: JobData }>(job: T): Promise<T> => {
    const artifactCredentials = await keysFor(services, engine, caller, job.data)
    return { ...job, data: { ...job.data, ...(artifactCredentials && { artifactCredentials }) } }
  }
  return {
    ...answer,
    ...(answer.jobs && { jobs: await Promise.all(answer.jobs.map(add)) }),
    ...(answer.jobDetails && { jobDetails: await add(answer.jobDetails) }),
  }
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
  const role = declarationOf(pipeline, found.execution).roleArn
  const identity = { account, region, role, source: arnOf(pipeline, pipeline.name) }
  const { accessKeyId, secretAccessKey, sessionToken } = await services.artifactCredentials(identity, found.work)
  return { accessKeyId, secretAccessKey, sessionToken }
}
