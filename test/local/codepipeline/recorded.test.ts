import { expect, test } from '@jest/globals'
import { retryStage } from '../../../src/local/codepipeline/commands/retry-stage.ts'
import { rollbackStage } from '../../../src/local/codepipeline/commands/rollback-stage.ts'
import { checkRequest, type OperationName } from '../../../src/local/codepipeline/requests/check-request.ts'
import { requestShapes } from '../../../src/local/codepipeline/requests/request-shapes.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'
import { anAction, aStage, rehearsedPipeline, sourceStage } from '../../support/rehearsed-pipeline.ts'

/* What recordings of the service show, and no other test holds. */
const by = 'arn:aws:iam::111111111111:user/ada'
const name = { pipelineName: 'Garage' }
const fault = (type: string, message?: unknown) =>
  expect.objectContaining({ type: `${type}Exception`, ...(message !== undefined && { message }) })

test('events count attempts: stages from 0, pipeline and actions from 1, and all go on with the number of a retry', () => {
  const stages = [sourceStage, aStage('Deploy', [anAction('Roll')]), aStage('After', [anAction('Later')])]
  const run = rehearsedPipeline({ stages })
  const id = run.start()
  run.succeed('Fetch')
  run.fail('Roll')
  run.does((machine) =>
    retryStage(machine, { stageName: 'Deploy', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }),
  )
  run.succeed('Roll')
  run.succeed('Later')
  const told = run.pipeline.outbox.map(({ detailType, detail }) =>
    [detailType.split(' ')[1], detail.stage, detail.action, detail.state, detail['pipeline-execution-attempt']]
      .filter((each) => each !== undefined)
      .join(' '),
  )
  expect(told).toEqual([
    'Pipeline STARTED 1',
    'Stage Source STARTED 0',
    'Action Source Fetch STARTED 1',
    'Action Source Fetch SUCCEEDED 1',
    'Stage Source SUCCEEDED 0',
    'Stage Deploy STARTED 0',
    'Action Deploy Roll STARTED 1',
    'Action Deploy Roll FAILED 1',
    'Stage Deploy FAILED 0',
    'Pipeline FAILED 1',
    'Pipeline RESUMED 2',
    'Stage Deploy RESUMED 2',
    'Action Deploy Roll STARTED 2',
    'Action Deploy Roll SUCCEEDED 2',
    'Stage Deploy SUCCEEDED 2',
    'Stage After STARTED 2',
    'Action After Later STARTED 2',
    'Action After Later SUCCEEDED 2',
    'Stage After SUCCEEDED 2',
    'Pipeline SUCCEEDED 2',
  ])
})

test('the source stage can be rolled back: it reads the object again, and nothing follows', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, aStage('Deploy', [anAction('Roll')])] })
  const target = run.start()
  run.succeed('Fetch', { revision: { revisionId: 'v1' } })
  run.succeed('Roll')
  const back = run.does((machine) =>
    rollbackStage(machine, { stageName: 'Source', targetPipelineExecutionId: target, by }),
  )
  expect(run.running()).toEqual(['Fetch'])
  run.succeed('Fetch', { revision: { revisionId: 'v2' } })
  const { status, trigger, revisions } = run.executionOf(back)
  expect([status, run.running(), revisions]).toEqual(['Succeeded', [], [{ name: 'Code', revisionId: 'v2' }]])
  const triggerDetail = JSON.stringify({ rollbackTargetPipelineExecutionId: target, principal: by })
  expect(trigger).toEqual({ triggerType: 'ManualRollback', triggerDetail })
})

test('names of variables have a case, and the execution of the creation needs their values too', async () => {
  const { call, rest } = codePipelineService()
  const [source, , deploy] = aDeclaration().stages
  const variables = [{ name: 'Release' }, { name: 'Owner', defaultValue: 'ada' }]
  call('CreatePipeline', { pipeline: { ...aDeclaration(), variables, stages: [source, deploy] } })
  await rest()
  const latest = () => call('ListPipelineExecutions', name).pipelineExecutionSummaries[0]
  const lacking = { status: 'Failed', statusSummary: "Values for required variables haven't been provided: Release" }
  expect(latest()).toMatchObject({ ...lacking, trigger: { triggerType: 'CreatePipeline' } })
  call('StartPipelineExecution', { name: 'Garage', variables: [{ name: 'release', value: '7' }] })
  expect(latest()).toMatchObject({ ...lacking, trigger: { triggerType: 'StartPipelineExecution' } })
  call('StartPipelineExecution', { name: 'Garage', variables: [{ name: 'Release', value: '7' }] })
  expect(latest().status).toBe('InProgress')
})

/** A pipeline whose creation waits for its approval. */
async function pending() {
  const service = codePipelineService()
  service.call('CreatePipeline', { pipeline: aDeclaration() })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded' })
  await service.rest()
  const [{ pipelineExecutionId }] = service.call('ListPipelineExecutions', name).pipelineExecutionSummaries
  return { ...service, id: pipelineExecutionId as string }
}

test('a page of one execution is no page of another', async () => {
  const { call, rest, id } = await pending()
  const { pipelineExecutionId } = call('StartPipelineExecution', { name: 'Garage' })
  await rest()
  const page = (of: string, more = {}) =>
    call('ListActionExecutions', { ...name, maxResults: 1, filter: { pipelineExecutionId: of }, ...more })
  const { nextToken } = page(id)
  expect(page(id, { nextToken }).actionExecutionDetails).toMatchObject([{ actionName: 'Fetch' }])
  expect(() => page(pipelineExecutionId, { nextToken })).toThrow(fault('InvalidNextToken'))
  expect(() => call('ListRuleExecutions', { ...name, nextToken })).toThrow(fault('InvalidNextToken'))
})

test('the state of a stage shows what is in it, what waits for it, and how often it was tried', async () => {
  const { call, rest, settle, id } = await pending()
  const stage = (at: number) => call('GetPipelineState', { name: 'Garage' }).stageStates[at]
  const { pipelineExecutionId: second } = call('StartPipelineExecution', { name: 'Garage' })
  await rest()
  settle('Fetch', { status: 'Succeeded' })
  await rest()
  const waiting = { pipelineExecutionId: second, status: 'InProgress', type: 'STANDARD' }
  expect(stage(1)).toMatchObject({
    latestExecution: { pipelineExecutionId: id, status: 'InProgress' },
    inboundExecution: waiting,
    inboundExecutions: [waiting],
  })
  const { token } = stage(1).actionStates[0].latestExecution
  const result = { status: 'Rejected', summary: 'no' }
  call('PutApprovalResult', { ...name, stageName: 'Approve', actionName: 'Ask', token, result })
  await rest()
  expect(stage(1)).toMatchObject({ latestExecution: { pipelineExecutionId: second } })
  expect(stage(1).inboundExecutions).toBeUndefined()
  const retry = { ...name, stageName: 'Approve', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }
  expect(() => call('RetryStageExecution', retry)).toThrow(fault('NotLatestPipelineExecution'))
  call('StopPipelineExecution', { ...name, pipelineExecutionId: second, abandon: true })
  await rest()
  call('RetryStageExecution', { ...retry, pipelineExecutionId: second })
  await rest()
  expect(stage(1)).toMatchObject({
    latestExecution: { pipelineExecutionId: second, status: 'InProgress' },
    retryStageMetadata: {
      autoStageRetryAttempt: 0,
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    },
  })
  expect(stage(1).actionStates[0].latestExecution.token).not.toBe(token)
})

test('tags of AWS and tags that stand there twice are refused', async () => {
  const { call } = await pending()
  const resourceArn = 'arn:aws:codepipeline:eu-west-1:111111111111:Garage'
  const tag = (key: string) => ({ key, value: 'x' })
  for (const tags of [[tag('aws:team')], [tag('AWS:team')], [tag('a'), tag('a')]])
    expect(() => call('TagResource', { resourceArn, tags })).toThrow(fault('InvalidTags'))
  const many = Array.from({ length: 51 }, (_, at) => tag(`t${at}`))
  expect(() => call('TagResource', { resourceArn, tags: many })).toThrow(fault('TooManyTags'))
})

interface Shape {
  readonly type: string
  readonly max?: number
  readonly enum?: readonly string[]
  readonly members?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
}

/** Each text and number at the top of a request, one beyond its limit; and each member that is missing. */
const beyond = Object.entries(requestShapes as Readonly<Record<string, Shape>>).flatMap(([operation, shape]) =>
  Object.entries(shape.members ?? {}).flatMap(([member, { type, max, enum: values }]) => {
    const wrong: (readonly [string, string, unknown, string])[] = []
    if (values !== undefined) wrong.push([operation, member, 'Nonsense', 'Member must satisfy enum value set: ['])
    if (type === 'string' && max !== undefined)
      wrong.push([operation, member, 'a'.repeat(max + 1), `Member must have length less than or equal to ${max}`])
    if (type === 'integer' && max !== undefined)
      wrong.push([operation, member, max + 1, `Member must have value less than or equal to ${max}`])
    if (shape.required?.includes(member) === true) wrong.push([operation, member, undefined, 'Member must not be null'])
    return wrong
  }),
)

test('each member beyond its limit is named, with the constraint of the service', () => {
  expect(beyond.length).toBeGreaterThan(100)
  for (const [operation, member, value, constraint] of beyond) {
    const check = () => checkRequest(operation as OperationName, { [member]: value })
    const quoted = value === undefined ? '' : ` '${value}'`
    const text = `Value${quoted} at '${member}' failed to satisfy constraint: ${constraint}`
    expect(check).toThrow(fault('Validation', expect.stringContaining(text)))
  }
})
