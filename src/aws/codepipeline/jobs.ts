import type * as sdk from '@aws-sdk/client-codepipeline'
import { everyPage } from '../../core/pacing/every-page.ts'
import type { JobData, JobPlace, Jobs, JobType } from '../../core/ports/jobs.ts'
import { defined } from '../../core/run/defined.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { pipelineCalls } from './pipeline-calls.ts'

/** Jobs of an account. The client loads on first use. */
export function codePipelineJobs(configure: Configure): Jobs {
  const call = pipelineCalls(configure)
  return {
    async poll(type, maxBatchSize, property) {
      const queryParam = property && { [property.name]: property.value }
      const request = { actionTypeId: typeId(type), maxBatchSize, ...defined({ queryParam }) }
      const polled = call('PollForJobs', nameOf(type), (sdk, client) =>
        client.send(new sdk.PollForJobsCommand(request)),
      )
      const { jobs = [] } = await polled.catch((error) => {
        throw noSuchType(error, type)
      })
      return jobs.flatMap(({ id, nonce, accountId, data }) =>
        id === undefined || nonce === undefined ? [] : [{ id, nonce, ...dataOf(accountId, data) }],
      )
    },

    async acknowledge(jobId, nonce) {
      const status = await unlessEnded(() =>
        call('AcknowledgeJob', jobId, (sdk, client) => client.send(new sdk.AcknowledgeJobCommand({ jobId, nonce }))),
      )
      // A worker that lost the answer of its first call would ask again, and be refused as anybody else.
      return status !== undefined && (status.status === undefined || status.status === 'InProgress')
    },

    async details(jobId) {
      const answer = await unlessEnded(() =>
        call('GetJobDetails', jobId, (sdk, client) => client.send(new sdk.GetJobDetailsCommand({ jobId }))),
      )
      return answer?.jobDetails && dataOf(answer.jobDetails.accountId, answer.jobDetails.data)
    },

    async succeed(jobId, { summary, externalId, variables }) {
      const executionDetails = { summary, externalExecutionId: externalId, percentComplete: 100 }
      return isTold(() =>
        call('PutJobSuccessResult', jobId, (sdk, client) =>
          client.send(new sdk.PutJobSuccessResultCommand({ jobId, executionDetails, outputVariables: variables })),
        ),
      )
    },

    goOn: (jobId, continuationToken) =>
      isTold(() =>
        call('PutJobSuccessResult', jobId, (sdk, client) =>
          client.send(new sdk.PutJobSuccessResultCommand({ jobId, continuationToken })),
        ),
      ),

    async fail(jobId, { type, message, externalId }) {
      const failureDetails = { type, message, externalExecutionId: externalId }
      return isTold(() =>
        call('PutJobFailureResult', jobId, (sdk, client) =>
          client.send(new sdk.PutJobFailureResultCommand({ jobId, failureDetails })),
        ),
      )
    },

    async types() {
      const found = await everyPage(async (nextToken) => {
        const request = { actionOwnerFilter: 'Custom' as const, ...defined({ nextToken }) }
        const answer = await call('ListActionTypes', '', (sdk, client) =>
          client.send(new sdk.ListActionTypesCommand(request)),
        )
        return { items: answer.actionTypes ?? [], next: answer.nextToken }
      })
      return found.flatMap(({ id: { category, provider = '', version = '' } = {} }) =>
        category === undefined ? [] : [{ category, provider, version }],
      )
    },

    async register({ properties, inputArtifacts, ...type }) {
      const request = {
        ...type,
        category: type.category as sdk.ActionCategory,
        configurationProperties: properties.map((each) => ({
          ...each,
          key: false,
          secret: false,
          type: 'String' as const,
        })),
        inputArtifactDetails: { minimumCount: 0, maximumCount: inputArtifacts },
        outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
      }
      await call('CreateCustomActionType', nameOf(type), (sdk, client) =>
        client.send(new sdk.CreateCustomActionTypeCommand(request)),
      )
    },
  }
}

function typeId({ category, provider, version }: JobType) {
  return { category: category as sdk.ActionCategory, owner: 'Custom' as const, provider, version }
}

function nameOf({ category, provider, version }: JobType): string {
  return `${category}/${provider}/${version}`
}

/** What the service says of a job; members that a job of a function lacks are left out. */
function dataOf(account = '', data: sdk.JobData = {}): JobData {
  const { actionConfiguration, continuationToken, pipelineContext } = data
  return {
    account,
    configuration: actionConfiguration?.configuration ?? {},
    ...defined({ token: continuationToken, place: placeOf(pipelineContext) }),
  }
}

function placeOf(context: sdk.PipelineContext | undefined): JobPlace | undefined {
  const { pipelineName, pipelineExecutionId, stage, action } = context ?? {}
  if (pipelineName === undefined || pipelineExecutionId === undefined) return undefined
  return {
    pipeline: pipelineName,
    execution: pipelineExecutionId,
    stage: stage?.name ?? '',
    action: action?.name ?? '',
    actionExecution: action?.actionExecutionId ?? '',
  }
}

/** What the service answers about a job that is not ours to end. */
const ended = ['InvalidNonceException', 'JobNotFoundException', 'InvalidJobException', 'InvalidJobStateException']

async function isTold(call: () => Promise<unknown>): Promise<boolean> {
  return (await unlessEnded(call)) !== undefined
}

async function unlessEnded<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (ended.includes(codeOf(error))) return undefined
    throw error
  }
}

function noSuchType(error: unknown, { category, provider, version }: JobType): unknown {
  if (codeOf(error) !== 'ActionTypeNotFoundException') return error
  const type = { category, provider, version }
  return new StageError('input-invalid', `the account has no custom action type ${nameOf(type)}`, {
    hint: next`deploy the template of the type, or: ${command('pipeline worker', { register: true, ...type })}`,
    cause: error,
  })
}

/** The code of a refusal; empty for another error. */
function codeOf(error: unknown): string {
  if (!(error instanceof StageError) || error.reason !== 'service-refused' || !(error.cause instanceof Error)) return ''
  return error.cause.name
}
