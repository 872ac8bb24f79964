import { extendAnswer } from '../machine/begin-work.ts'
import { storeOf } from '../machine/declaration.ts'
import { declarationOf } from '../machine/machine.ts'
import type { NamedArtifact } from '../machine/records.ts'
import { findAction, findRule, type Settlement, settleAction, settleRule } from '../machine/settle.ts'
import type { InputOf } from '../requests/check-request.ts'
import { addJob } from '../service/add-job.ts'
import type { JobRecord } from '../service/scope.ts'
import { ServiceFault } from '../service-fault.ts'
import { arnOf, type Call } from './call.ts'
import { customType, isSame } from './types.ts'

/** Bytes of UTF-8 that the variables of one action may have (guide, quotas: 122,880 characters). */
const variableBytes = 122_880

/** A function is invoked again so long after it asked for it (recorded). */
const continuationMilliseconds = 28_000

/** Jobs for a worker of the account; each stays until a worker acknowledges it. */
export function poll(call: Call, input: InputOf<'PollForJobs'>): object {
  const { actionTypeId, maxBatchSize = 1, queryParam = {} } = input
  const { id } = customType(call.scope, actionTypeId)
  const jobs = call.scope.workers.jobs.filter((job) => {
    if (job.status !== 'Created' || !isSame(job.type, id)) return false
    const configuration = workInProgress(call, job)?.resolvedConfiguration
    if (configuration === undefined) return false
    return Object.entries(queryParam).every(([key, value]) => configuration[key] === value)
  })
  const { account } = call.scope
  return {
    jobs: jobs
      .slice(0, maxBatchSize)
      .map((job) => ({ id: job.id, data: jobData(call, job), nonce: job.nonce, accountId: account })),
  }
}

/** A wrong nonce says that another worker has the job. */
export function acknowledge(call: Call, { jobId, nonce }: InputOf<'AcknowledgeJob'>): object {
  const job = jobNamed(call, jobId)
  if (job.status === 'Created' && workInProgress(call, job) === undefined)
    throw new ServiceFault('JobNotFound', `The job '${jobId}' is void: its action has ended.`)
  if (job.nonce !== nonce || job.status !== 'Created')
    throw new ServiceFault('InvalidNonce', `The nonce does not fit the job '${jobId}', or another worker has it.`)
  job.status = 'InProgress'
  call.engine.saveWorkers(call.scope)
  return { status: job.status }
}

/** What a job is for; undefined once it has ended or was abandoned: nobody is told to do its work then. */
function workInProgress(call: Call, job: JobRecord) {
  const work = workOf(call, job)?.work
  return work?.status === 'InProgress' ? work : undefined
}

export function get(call: Call, { jobId }: InputOf<'GetJobDetails'>): object {
  const job = jobNamed(call, jobId)
  return { jobDetails: { id: job.id, data: jobData(call, job), accountId: call.scope.account } }
}

/** Ends a job well, or begins the next one of the same action when it is to be continued. */
export function succeed(call: Call, input: InputOf<'PutJobSuccessResult'>): object {
  const { jobId, continuationToken, outputVariables, executionDetails = {}, currentRevision } = input
  const job = jobNamed(call, jobId)
  if (continuationToken !== undefined && outputVariables !== undefined)
    throw new ServiceFault('Validation', 'A continuation token and output variables cannot be given together.')
  if (Buffer.byteLength(JSON.stringify(outputVariables ?? {})) > variableBytes)
    throw new ServiceFault('OutputVariablesSizeExceeded', `Output variables may have ${variableBytes} bytes in all.`)
  if (isRepeated(job, input)) return {}
  if (continuationToken !== undefined) {
    const pipeline = call.scope.pipelines.get(job.pipeline)
    const work = workInProgress(call, job)
    if (pipeline === undefined || work === undefined) {
      end(call, job, 'Succeeded', input)
      return {}
    }
    note(job, 'Succeeded', input)
    // Both jobs are kept at once: a process that is killed in between would leave an action without a job.
    addJob(call.engine, call.scope, { ...job, continuationToken })
    if ('type' in work) call.engine.change(call.scope, pipeline, ({ now }) => extendAnswer(work, now()))
    // A worker polls; a function is invoked again.
    if (job.type.owner === 'AWS')
      call.engine.beginAgain(call.scope, pipeline, job.actionId, call.engine.now() + continuationMilliseconds)
    return {}
  }
  const { summary, externalExecutionId } = executionDetails
  settle(call, job, {
    status: 'Succeeded',
    ...(summary !== undefined && { summary }),
    ...(externalExecutionId !== undefined && job.type.owner === 'Custom' && { externalExecutionId }),
    ...(outputVariables !== undefined && { outputVariables }),
    ...(currentRevision !== undefined && { revision: { revisionId: currentRevision.revision } }),
  })
  end(call, job, 'Succeeded', input)
  return {}
}

/** The external id of a function stays its name (recorded). */
export function fail(call: Call, input: InputOf<'PutJobFailureResult'>): object {
  const { type, message, externalExecutionId } = input.failureDetails
  const job = jobNamed(call, input.jobId)
  if (isRepeated(job, input)) return {}
  settle(call, job, {
    status: 'Failed',
    error: { code: type, message },
    ...(externalExecutionId !== undefined && job.type.owner === 'Custom' && { externalExecutionId }),
  })
  end(call, job, 'Failed', input)
  return {}
}

/** The same end may be told twice, and no other one. @throws ServiceFault InvalidJobState */
function isRepeated(job: JobRecord, input: object): boolean {
  if (job.result === undefined) return false
  if (job.result === JSON.stringify(input)) return true
  throw new ServiceFault('InvalidJobState', `The job '${job.id}' has ended already, with another result.`)
}

/** The action is kept first: the same end told again after a kill in between must reach it. */
function end({ engine, scope }: Call, job: JobRecord, status: 'Succeeded' | 'Failed', input: object): void {
  note(job, status, input)
  engine.saveWorkers(scope)
}

function note(job: JobRecord, status: 'Succeeded' | 'Failed', input: object): void {
  job.status = status
  job.result = JSON.stringify(input)
}

/** What was abandoned stays so, though its worker tells an end (recorded). */
function settle({ engine, scope }: Call, { pipeline: name, actionId }: JobRecord, settlement: Settlement): void {
  const pipeline = scope.pipelines.get(name)
  if (pipeline === undefined) return
  const settleWork = findAction(pipeline, actionId) === undefined ? settleRule : settleAction
  engine.change(scope, pipeline, (machine) => settleWork(machine, actionId, settlement))
}

function jobNamed({ scope }: Call, id: string): JobRecord {
  const job = scope.workers.jobs.find((each) => each.id === id)
  if (job === undefined) throw new ServiceFault('JobNotFound', `The job '${id}' does not exist.`)
  return job
}

function workOf({ scope }: Pick<Call, 'scope'>, { pipeline: name, actionId }: JobRecord) {
  const pipeline = scope.pipelines.get(name)
  return pipeline === undefined ? undefined : (findAction(pipeline, actionId) ?? findRule(pipeline, actionId))
}

/** What a worker is told; jobs of functions know nothing of the pipeline (recorded). */
export function jobData(call: Pick<Call, 'scope'>, job: JobRecord): object {
  const found = workOf(call, job)
  if (found === undefined) throw new ServiceFault('JobNotFound', `The pipeline of the job '${job.id}' is gone.`)
  const { execution, stage, work } = found
  const pipeline = call.scope.pipelines.get(job.pipeline)!
  const key = storeOf(declarationOf(pipeline, execution), work.region ?? pipeline.region)?.encryptionKey
  return {
    actionTypeId: job.type,
    actionConfiguration: { configuration: work.resolvedConfiguration },
    pipelineContext: {
      pipelineName: pipeline.name,
      stage: { name: stage.name },
      action: { name: work.name, actionExecutionId: work.id },
      pipelineArn: arnOf(call.scope, pipeline.name),
      pipelineExecutionId: execution.id,
    },
    inputArtifacts: work.inputs.map(artifactOf),
    outputArtifacts: 'outputs' in work ? work.outputs.map(artifactOf) : [],
    ...(job.continuationToken !== undefined && { continuationToken: job.continuationToken }),
    ...(key !== undefined && { encryptionKey: key }),
  }
}

function artifactOf({ name, bucket, key }: NamedArtifact): object {
  return { name, location: { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } } }
}
