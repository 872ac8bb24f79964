import { expect, test } from '@jest/globals'
import { refusedOperations, requestShapes } from '../../../src/local/codepipeline/requests/request-shapes.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

const nobody = '00000000-0000-4000-8000-000000000000'
const fault = (type: string, message?: string) =>
  expect.objectContaining({ type: `${type}Exception`, ...(message !== undefined && { message }) })

async function started(service = codePipelineService()) {
  service.call('CreatePipeline', { pipeline: aDeclaration(), tags: [{ key: 'team', value: 'garage' }] })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded', revision: { revisionId: 'v1' }, outputVariables: { VersionId: 'v1' } })
  await service.rest()
  const [execution] = service.call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries
  return { ...service, id: execution.pipelineExecutionId as string, execution }
}

test('a new pipeline has version 1, and an execution that its creation started', async () => {
  const { call, id, execution } = await started()
  expect(call('GetPipeline', { name: 'Garage' })).toMatchObject({
    pipeline: { name: 'Garage', version: 1, stages: [{ name: 'Source' }, { name: 'Approve' }, { name: 'Deploy' }] },
    metadata: {
      pipelineArn: 'arn:aws:codepipeline:eu-west-1:111111111111:Garage',
      created: Date.UTC(2026, 11, 1) / 1000,
    },
  })
  expect(execution).toMatchObject({
    status: 'InProgress',
    trigger: { triggerType: 'CreatePipeline' },
    executionType: 'STANDARD',
    sourceRevisions: [{ actionName: 'Fetch', revisionId: 'v1' }],
  })
  expect(
    call('GetPipelineExecution', { pipelineName: 'Garage', pipelineExecutionId: id }).pipelineExecution,
  ).toMatchObject({
    variables: [{ name: 'Release', resolvedValue: 'none' }],
    artifactRevisions: [{ name: 'Code', revisionId: 'v1' }],
  })
  expect(call('ListPipelines').pipelines).toMatchObject([{ name: 'Garage', version: 1, executionMode: 'QUEUED' }])
})

test('what is pending has a token, which answers it; the approver is named in history and state', async () => {
  const { call, rest, caller, id } = await started()
  const approval = () => call('GetPipelineState', { name: 'Garage' }).stageStates[1].actionStates[0].latestExecution
  const { token } = approval()
  const [pending] = call('ListActionExecutions', { pipelineName: 'Garage' }).actionExecutionDetails
  expect(pending).toMatchObject({
    actionExecutionId: token,
    pipelineExecutionId: id,
    status: 'InProgress',
    input: { configuration: { CustomData: '#{variables.Release}' }, resolvedConfiguration: { CustomData: 'none' } },
  })
  const answer = {
    pipelineName: 'Garage',
    stageName: 'Approve',
    actionName: 'Ask',
    token,
    result: { status: 'Approved', summary: 'fine' },
  }
  expect(call('PutApprovalResult', answer)).toEqual({ approvedAt: Date.UTC(2026, 11, 1) / 1000 })
  await rest()
  expect(approval()).toMatchObject({ status: 'Succeeded', summary: 'fine', lastUpdatedBy: caller.arn })
  expect(approval().token).toBeUndefined()
  expect(() => call('PutApprovalResult', answer)).toThrow(fault('ApprovalAlreadyCompleted'))
})

test('after an update the state shows the approval as failed without a token, and history as in progress', async () => {
  const { call, rest, id } = await started()
  const { token } = call('GetPipelineState', { name: 'Garage' }).stageStates[1].actionStates[0].latestExecution
  expect(call('UpdatePipeline', { pipeline: aDeclaration() }).pipeline.version).toBe(2)
  await rest()
  const [action] = call('GetPipelineState', { name: 'Garage' }).stageStates[1].actionStates
  expect(action.latestExecution).toMatchObject({ status: 'Failed' })
  expect(action.latestExecution).not.toHaveProperty('token')
  const filter = { pipelineExecutionId: id }
  expect(call('ListActionExecutions', { pipelineName: 'Garage', filter }).actionExecutionDetails[0].status).toBe(
    'InProgress',
  )
  const result = { status: 'Approved', summary: '' }
  const answer = { pipelineName: 'Garage', stageName: 'Approve', actionName: 'Ask', token, result }
  expect(() => call('PutApprovalResult', answer)).toThrow(fault('InvalidApprovalToken'))
})

test('right after a stop the execution is still in progress, and then it stops', async () => {
  const { call, rest, id } = await started()
  const status = () =>
    call('GetPipelineExecution', { pipelineName: 'Garage', pipelineExecutionId: id }).pipelineExecution.status
  call('StopPipelineExecution', { pipelineName: 'Garage', pipelineExecutionId: id, abandon: true, reason: 'wrong' })
  expect(status()).toBe('InProgress')
  await rest()
  expect(status()).toBe('Stopped')
  expect(call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries[0]).toMatchObject({
    statusSummary: 'wrong',
    stopTrigger: { reason: 'wrong' },
  })
})

test('pages hold what is asked for, do not shift when something new comes, and belong to their question', async () => {
  const { call, rest } = await started()
  const name = { pipelineName: 'Garage' }
  for (let count = 0; count < 4; count++) call('StartPipelineExecution', { name: 'Garage' })
  const first = call('ListPipelineExecutions', { ...name, maxResults: 2 })
  call('StartPipelineExecution', { name: 'Garage' })
  await rest()
  const second = call('ListPipelineExecutions', { ...name, maxResults: 2, nextToken: first.nextToken })
  const third = call('ListPipelineExecutions', { ...name, maxResults: 2, nextToken: second.nextToken })
  const pages = [first, second, third].flatMap((page) => page.pipelineExecutionSummaries)
  expect(new Set(pages.map(({ pipelineExecutionId }) => pipelineExecutionId)).size).toBe(5)
  expect(third.nextToken).toBeUndefined()
  const other = { ...name, nextToken: first.nextToken, filter: { succeededInStage: { stageName: 'Source' } } }
  expect(() => call('ListPipelineExecutions', other)).toThrow(fault('InvalidNextToken'))
  expect(() => call('ListActionExecutions', { ...name, nextToken: 'made-up' })).toThrow(fault('InvalidNextToken'))
})

test('of each action the newest attempt, when that is asked for', async () => {
  const { call, rest, settle, id } = await started()
  const { token } = call('GetPipelineState', { name: 'Garage' }).stageStates[1].actionStates[0].latestExecution
  const result = { status: 'Approved', summary: '' }
  call('PutApprovalResult', { pipelineName: 'Garage', stageName: 'Approve', actionName: 'Ask', token, result })
  await rest()
  settle('Roll', { status: 'Failed', error: { code: 'JobFailed', message: 'no' } })
  await rest()
  const retry = { pipelineName: 'Garage', stageName: 'Deploy', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }
  expect(call('RetryStageExecution', retry)).toEqual({ pipelineExecutionId: id })
  await rest()
  const actions = (startTimeRange: string) =>
    call('ListActionExecutions', {
      pipelineName: 'Garage',
      filter: { latestInPipelineExecution: { pipelineExecutionId: id, startTimeRange } },
    }).actionExecutionDetails.map(({ actionName, status }: Record<string, string>) => `${actionName} ${status}`)
  expect(actions('All')).toEqual(['Roll InProgress', 'Roll Failed', 'Ask Succeeded', 'Fetch Succeeded'])
  expect(actions('Latest')).toEqual(['Roll InProgress', 'Ask Succeeded', 'Fetch Succeeded'])
})

test.each([
  [
    'GetPipeline',
    { name: 'None' },
    'PipelineNotFound',
    "Account '111111111111' does not have a pipeline with name 'None'",
  ],
  [
    'ListActionExecutions',
    { pipelineName: 'None' },
    'PipelineNotFound',
    "The account with AWS account ID '111111111111' does not include a pipeline named 'None'.",
  ],
  ['GetPipeline', { name: 'Garage', version: 7 }, 'PipelineVersionNotFound', undefined],
  [
    'GetPipelineExecution',
    { pipelineName: 'Garage', pipelineExecutionId: nobody },
    'PipelineExecutionNotFound',
    undefined,
  ],
  [
    'StopPipelineExecution',
    { pipelineName: 'Garage', pipelineExecutionId: nobody },
    'PipelineExecutionNotStoppable',
    undefined,
  ],
  [
    'ListActionExecutions',
    { pipelineName: 'Garage', filter: { pipelineExecutionId: nobody } },
    'PipelineExecutionNotFound',
    undefined,
  ],
  [
    'EnableStageTransition',
    { pipelineName: 'Garage', stageName: 'None', transitionType: 'Inbound' },
    'StageNotFound',
    undefined,
  ],
  ['ListTagsForResource', { resourceArn: 'arn:aws:s3:::x' }, 'Validation', undefined],
  [
    'TagResource',
    { resourceArn: 'arn:aws:codepipeline:eu-west-1:222222222222:Garage', tags: [] },
    'ResourceNotFound',
    undefined,
  ],
  ['CreatePipeline', { pipeline: aDeclaration() }, 'PipelineNameInUse', undefined],
  ['UpdatePipeline', { pipeline: aDeclaration('Other') }, 'PipelineNotFound', undefined],
  ['PutWebhook', {}, 'UnsupportedOperation', 'The local CodePipeline does not have PutWebhook; AWS does.'],
  ['Nonsense', {}, 'UnknownOperation', undefined],
  ['constructor', {}, 'UnknownOperation', undefined],
  [
    'GetPipeline',
    {},
    'Validation',
    "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must not be null",
  ],
  [
    'ListPipelineExecutions',
    { pipelineName: 'Garage', maxResults: 101 },
    'Validation',
    "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
  ],
  [
    'RetryStageExecution',
    { pipelineName: 'Garage', stageName: 'Deploy', pipelineExecutionId: 'x', retryMode: 'SOME' },
    'Validation',
    expect.stringMatching(
      /^2 validation errors detected: .*Member must satisfy enum value set: \[FAILED_ACTIONS, ALL_ACTIONS\]/,
    ),
  ],
  ['GetPipeline', { name: 7 }, 'Serialization', undefined],
  ['GetPipeline', [], 'Serialization', 'The request is not a structure.'],
] as const)('%s of %j is refused: %s', async (operation, input, type, message) => {
  const { call } = await started()
  expect(() => call(operation, input)).toThrow(
    expect.objectContaining({ type: `${type}Exception`, ...(message !== undefined && { message }) }),
  )
})

test.each([
  ['one stage', { stages: aDeclaration().stages.slice(0, 1) }, 'InvalidStructure'],
  ['no role', { roleArn: undefined }, 'Validation'],
  ['a function of CloudFormation', { roleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 'Serialization'],
  [
    'an action of a type that nobody created',
    {
      stages: [
        aDeclaration().stages[0],
        {
          name: 'Build',
          actions: [
            { name: 'Make', actionTypeId: { category: 'Build', owner: 'Custom', provider: 'Bench', version: '1' } },
          ],
        },
      ],
    },
    'InvalidActionDeclaration',
  ],
])('a definition with %s is refused, and leaves nothing behind', (_, change, type) => {
  const { call } = codePipelineService()
  expect(() => call('CreatePipeline', { pipeline: { ...aDeclaration(), ...change } })).toThrow(fault(type))
  expect(call('ListPipelines').pipelines).toEqual([])
})

test('deleting a pipeline ends it, twice is no error, and its name is free', async () => {
  const { call, rest, orders } = await started()
  call('DeletePipeline', { name: 'Garage' })
  expect(call('DeletePipeline', { name: 'Garage' })).toEqual({})
  await rest()
  expect(orders()).toEqual([])
  call('CreatePipeline', { pipeline: aDeclaration() })
  expect(call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries).toHaveLength(1)
})

test('tags are added, replaced and removed', async () => {
  const { call } = await started()
  const resourceArn = 'arn:aws:codepipeline:eu-west-1:111111111111:Garage'
  call('TagResource', {
    resourceArn,
    tags: [
      { key: 'team', value: 'b' },
      { key: '__proto__', value: 'c' },
    ],
  })
  call('UntagResource', { resourceArn, tagKeys: ['absent'] })
  expect(call('ListTagsForResource', { resourceArn }).tags).toEqual([
    { key: 'team', value: 'b' },
    { key: '__proto__', value: 'c' },
  ])
  call('UntagResource', { resourceArn, tagKeys: ['team', '__proto__'] })
  expect(call('ListTagsForResource', { resourceArn }).tags).toEqual([])
})

test('an approval expires by the clock alone', async () => {
  const { call, passMinutes, rest, id } = await started()
  passMinutes(7 * 24 * 60)
  await rest()
  expect(
    call('GetPipelineExecution', { pipelineName: 'Garage', pipelineExecutionId: id }).pipelineExecution.status,
  ).toBe('Failed')
})

test('an account sees its own pipelines only', async () => {
  const { engine, caller } = await started()
  const { answerOperation } = await import('../../../src/local/codepipeline/operations/operations.ts')
  const other = { ...caller, account: '222222222222' }
  expect(answerOperation(engine, other, 'ListPipelines', {})).toEqual({ pipelines: [] })
  expect(answerOperation(engine, { ...caller, region: 'us-east-1' }, 'ListPipelines', {})).toEqual({ pipelines: [] })
})

test.each([...refusedOperations])('%s is refused by its name', (operation) => {
  const { call } = codePipelineService()
  expect(() => call(operation, {})).toThrow(
    fault('UnsupportedOperation', `The local CodePipeline does not have ${operation}; AWS does.`),
  )
})

test('all operations of the service are answered or refused by name', () => {
  const all = [...Object.keys(requestShapes), ...refusedOperations]
  expect([all.length, new Set(all).size]).toEqual([44, 44])
})

test('an action type of AWS is described, and one that does not exist is refused', async () => {
  const { call } = await started()
  const s3 = { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' }
  const { actionType } = call('GetActionType', s3)
  expect(actionType).toMatchObject({ id: s3, inputArtifactDetails: { minimumCount: 0, maximumCount: 0 } })
  const names = actionType.properties.filter(({ optional }: { optional: boolean }) => !optional)
  expect(names.map(({ name }: { name: string }) => name)).toEqual(['S3Bucket', 'S3ObjectKey'])
  expect(() => call('GetActionType', { ...s3, provider: 'None' })).toThrow(fault('ActionTypeNotFound'))
  expect(() => call('GetActionType', { ...s3, owner: 'Custom' })).toThrow(fault('Validation'))
})

test('a transition out of a stage is the one into the next, and the last stage has none', async () => {
  const { call } = await started()
  const states = () =>
    call('GetPipelineState', { name: 'Garage' }).stageStates.map(
      ({ inboundTransitionState }: { inboundTransitionState: { enabled: boolean } }) => inboundTransitionState.enabled,
    )
  const change = { pipelineName: 'Garage', transitionType: 'Outbound' }
  call('DisableStageTransition', { ...change, stageName: 'Approve', reason: 'freeze' })
  call('DisableStageTransition', { ...change, stageName: 'Deploy', reason: 'freeze' })
  expect(states()).toEqual([true, true, false])
  call('EnableStageTransition', { ...change, stageName: 'Approve' })
  expect(states()).toEqual([true, true, true])
  expect(() => call('EnableStageTransition', { ...change, stageName: 'None' })).toThrow(fault('StageNotFound'))
  const lacking = { ...change, stageName: 'Approve' }
  expect(() => call('DisableStageTransition', lacking)).toThrow(
    /'reason' failed to satisfy constraint: Member must not/,
  )
})

test('a revision that was put before starts nothing, whatever came between, and only sources take one', async () => {
  const { call } = await started()
  const put = (revisionId: string, actionName = 'Fetch', stageName = 'Source') =>
    call('PutActionRevision', {
      pipelineName: 'Garage',
      stageName,
      actionName,
      actionRevision: { revisionId, revisionChangeId: 'x', created: 1 },
    })
  const first = put('r1')
  expect(first.newRevision).toBe(true)
  expect(put('r2').newRevision).toBe(true)
  expect(put('r1')).toEqual({ newRevision: false, pipelineExecutionId: first.pipelineExecutionId })
  expect(() => put('r1', 'Ask', 'Approve')).toThrow(fault('ActionNotFound'))
  expect(() => put('r1', 'None')).toThrow(fault('ActionNotFound'))
})
