import { expect, test } from '@jest/globals'
import { addJob } from '../../../src/local/codepipeline/service/add-job.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

const bench = { category: 'Build', owner: 'Custom', provider: 'Bench', version: '1' }
const counts = { minimumCount: 0, maximumCount: 5 }

/** A pipeline whose second stage waits for a worker, with the job for it. */
async function waiting() {
  const service = codePipelineService()
  const { call, rest, settle, engine, caller, orders } = service
  call('CreateCustomActionType', {
    category: 'Build',
    provider: 'Bench',
    version: '1',
    inputArtifactDetails: counts,
    outputArtifactDetails: counts,
  })
  // A definition names the members of a type in any order.
  const inOtherOrder = Object.fromEntries(Object.entries(bench).reverse())
  const make = { name: 'Make', actionTypeId: inOtherOrder, configuration: { Machine: 'large' }, namespace: 'Made' }
  const stages = [aDeclaration().stages[0], { name: 'Build', actions: [make] }]
  call('CreatePipeline', { pipeline: { ...aDeclaration(), stages } })
  await rest()
  settle('Fetch', { status: 'Succeeded' })
  await rest()
  const actionId = orders().find(({ work }) => work.name === 'Make')!.work.id
  const scope = engine.scope(caller.account, caller.region)
  addJob(engine, scope, { actionId, pipeline: 'Garage', type: inOtherOrder as typeof bench })
  const jobs = () => call('PollForJobs', { actionTypeId: bench, maxBatchSize: 5 }).jobs
  const status = () => call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries[0].status
  const action = () => call('ListActionExecutions', { pipelineName: 'Garage' }).actionExecutionDetails[0]
  return { ...service, jobs, status, action, actionId }
}

const fault = (type: string) => expect.objectContaining({ type: `${type}Exception` })

test('a job stays until a worker acknowledges it with its nonce, and then belongs to that worker', async () => {
  const { call, jobs, actionId } = await waiting()
  const [job] = jobs()
  expect(jobs()).toEqual([job])
  expect(job).toMatchObject({
    accountId: '111111111111',
    data: {
      actionConfiguration: { configuration: { Machine: 'large' } },
      pipelineContext: { pipelineName: 'Garage', stage: { name: 'Build' }, action: { actionExecutionId: actionId } },
    },
  })
  expect(() => call('AcknowledgeJob', { jobId: job.id, nonce: '999' })).toThrow(fault('InvalidNonce'))
  expect(call('AcknowledgeJob', { jobId: job.id, nonce: job.nonce })).toEqual({ status: 'InProgress' })
  expect(() => call('AcknowledgeJob', { jobId: job.id, nonce: job.nonce })).toThrow(fault('InvalidNonce'))
  expect(jobs()).toEqual([])
  expect(call('PollForJobs', { actionTypeId: bench, queryParam: { Machine: 'small' } }).jobs).toEqual([])
})

test('the same end may be told twice, another one not', async () => {
  const { call, jobs, rest, status, action } = await waiting()
  const end = {
    jobId: jobs()[0].id,
    outputVariables: { Version: '7' },
    executionDetails: { externalExecutionId: 'run-1' },
  }
  expect([call('PutJobSuccessResult', end), call('PutJobSuccessResult', end)]).toEqual([{}, {}])
  expect(() => call('PutJobSuccessResult', { ...end, outputVariables: {} })).toThrow(fault('InvalidJobState'))
  const failureDetails = { type: 'JobFailed', message: 'no' }
  expect(() => call('PutJobFailureResult', { jobId: end.jobId, failureDetails })).toThrow(fault('InvalidJobState'))
  await rest()
  expect(status()).toBe('Succeeded')
  expect(action()).toMatchObject({
    output: { outputVariables: { Version: '7' }, executionResult: { externalExecutionId: 'run-1' } },
  })
})

test('a continuation is another job of the same action, and not together with variables', async () => {
  const { call, jobs, actionId, status } = await waiting()
  const jobId = jobs()[0].id
  const both = { jobId, continuationToken: 'more', outputVariables: { Version: '7' } }
  expect(() => call('PutJobSuccessResult', both)).toThrow(fault('Validation'))
  expect(jobs()[0].id).toBe(jobId)
  call('PutJobSuccessResult', { jobId, continuationToken: 'more' })
  const [next] = jobs()
  expect(next.id).not.toBe(jobId)
  expect(next.data).toMatchObject({
    continuationToken: 'more',
    pipelineContext: { action: { actionExecutionId: actionId } },
  })
  expect(status()).toBe('InProgress')
})

test('a failure names its type and message', async () => {
  const { call, jobs, rest, status, action } = await waiting()
  call('PutJobFailureResult', {
    jobId: jobs()[0].id,
    failureDetails: { type: 'ConfigurationError', message: 'no bench' },
  })
  await rest()
  expect(status()).toBe('Failed')
  expect(action().output.executionResult.errorDetails).toEqual({ code: 'ConfigurationError', message: 'no bench' })
})

test('a result after the action was abandoned is accepted, and changes nothing', async () => {
  const { call, jobs, rest, status, action } = await waiting()
  const jobId = jobs()[0].id
  const { pipelineExecutionId } = action()
  call('StopPipelineExecution', { pipelineName: 'Garage', pipelineExecutionId, abandon: true })
  await rest()
  expect(call('PutJobSuccessResult', { jobId })).toEqual({})
  await rest()
  expect([status(), action().status]).toEqual(['Stopped', 'Abandoned'])
})

test('unknown jobs, unknown types and types of AWS are refused', async () => {
  const { call } = await waiting()
  const jobId = '00000000-0000-4000-8000-000000000000'
  expect(() => call('GetJobDetails', { jobId })).toThrow(fault('JobNotFound'))
  expect(() => call('PutJobSuccessResult', { jobId })).toThrow(fault('JobNotFound'))
  for (const change of [{ provider: 'None' }, { owner: 'AWS', category: 'Invoke', provider: 'Lambda' }])
    expect(() => call('PollForJobs', { actionTypeId: { ...bench, ...change } })).toThrow(fault('ActionTypeNotFound'))
})

test('types are listed with those of AWS, and a deleted one is gone', async () => {
  const { call } = await waiting()
  const owned = () => call('ListActionTypes', { actionOwnerFilter: 'Custom' }).actionTypes
  expect(owned()).toMatchObject([{ id: bench, inputArtifactDetails: counts }])
  expect(call('ListRuleTypes').ruleTypes.map(({ id }: { id: { provider: string } }) => id.provider)).toEqual([
    'CloudWatchAlarm',
    'CodeBuild',
    'Commands',
    'DeploymentWindow',
    'LambdaInvoke',
    'VariableCheck',
  ])
  const { category, provider, version } = bench
  call('DeleteCustomActionType', { category, provider, version })
  expect(owned()).toEqual([])
})
