import { expect, test } from '@jest/globals'
import { openExecutions } from '../../../src/local/codepipeline/machine/decisions.ts'
import { launcherRequests } from '../../../src/local/codepipeline/network/launcher-requests.ts'
import type { Call } from '../../../src/local/codepipeline/operations/call.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'
import { pipelineProperties } from '../../support/pipeline-template.ts'

const rule = 'arn:aws:events:eu-west-1:111111111111:rule/nightly'
const start = { pipeline: 'Garage', rule, token: 'a1', role: 'arn:aws:iam::111111111111:role/events' }

function launcher() {
  const service = codePipelineService()
  const { engine, caller } = service
  const call: Call = { engine, caller, scope: engine.scope(caller.account, caller.region) }
  type Enforced = Parameters<(typeof launcherRequests)[string]>[2]
  return {
    ...service,
    ask: async (path: string, body: unknown, enforced: Enforced = {}) =>
      (await launcherRequests[`POST /_liftlock/${path}`]!(call, body, enforced)) as Record<string, unknown>,
  }
}

test('an event starts a pipeline once, however often it is delivered', async () => {
  const { ask, call } = launcher()
  call('CreatePipeline', { pipeline: aDeclaration() })
  const input = { variables: [{ name: 'Release', value: '7' }], 'detail-type': 'Object Created' }
  const { pipelineExecutionId: id } = await ask('starts', { ...start, input })
  expect(await ask('starts', { ...start, input })).toEqual({ pipelineExecutionId: id })
  expect((await ask('starts', { ...start, token: 'a2', input: 'words' })).pipelineExecutionId).not.toBe(id)
  const { pipelineExecutionSummaries: all } = call('ListPipelineExecutions', { pipelineName: 'Garage' })
  expect(all).toHaveLength(3)
  expect(all[1].trigger).toEqual({ triggerType: 'CloudWatchEvent', triggerDetail: rule })
  const { pipelineExecution } = call('GetPipelineExecution', {
    pipelineName: 'Garage',
    pipelineExecutionId: id as string,
  })
  expect(pipelineExecution.variables).toEqual([{ name: 'Release', resolvedValue: '7' }])
})

test.each([
  ['a pipeline that is not there', { pipeline: 'None' }, 'PipelineNotFoundException'],
  ['a value that is too long', { input: { variables: [{ name: 'Release', value: 'x'.repeat(1001) }] } }, 'Validation'],
  ['variables in another form', { input: { variables: { Release: '7' } } }, 'SerializationException'],
  [
    'a source that is not there',
    { input: { sourceRevisions: [{ actionName: 'No', revisionType: 'COMMIT_ID', revisionValue: 'a' }] } },
    'Validation',
  ],
  ['no rule', { rule: undefined }, 'SerializationException'],
])('an event with %s starts nothing', async (_, change, type) => {
  const { ask, call } = launcher()
  call('CreatePipeline', { pipeline: aDeclaration() })
  await expect(ask('starts', { ...start, ...change })).rejects.toMatchObject({ type: expect.stringContaining(type) })
  expect(call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries).toHaveLength(1)
})

test('where permissions count, the role of the target has to allow the start', async () => {
  const { ask, call } = launcher()
  call('CreatePipeline', { pipeline: aDeclaration() })
  const asked: unknown[] = []
  const isAllowed = (answer: boolean) => ({
    isAllowed: async (...question: unknown[]) => {
      asked.push(question)
      return answer
    },
  })
  await ask('starts', start, isAllowed(true))
  expect(asked).toEqual([
    [start.role, 'codepipeline:StartPipelineExecution', 'arn:aws:codepipeline:eu-west-1:111111111111:Garage'],
  ])
  const denied = { type: 'AccessDeniedException' }
  await expect(ask('starts', { ...start, token: 'b' }, isAllowed(false))).rejects.toMatchObject(denied)
  await expect(ask('starts', { ...start, token: 'b', role: '' }, isAllowed(true))).rejects.toMatchObject(denied)
})

/** Properties without functions of CloudFormation. */
const plainProperties = (release: string) => {
  const { Name: _, ...properties } = pipelineProperties()
  properties.RoleArn = 'arn:aws:iam::111111111111:role/pipeline'
  properties.ArtifactStores[0] = { Region: 'eu-west-1', ArtifactStore: { Type: 'S3', Location: 'artifacts' } }
  properties.Stages[0].Actions[0].Configuration.S3Bucket = 'sources'
  properties.Stages[1].Actions[0].Configuration = {}
  properties.Variables[0].DefaultValue = release
  return properties
}

const customSource = () => ({
  Name: 'Fetch',
  ActionTypeId: { Category: 'Source', Owner: 'Custom', Provider: 'Bench', Version: '1' },
  OutputArtifacts: [{ Name: 'Code' }],
})

const anActionType = {
  Category: 'Build',
  Provider: 'Bench',
  Version: 1,
  InputArtifactDetails: { MinimumCount: '0', MaximumCount: 1 },
  OutputArtifactDetails: { MinimumCount: 0, MaximumCount: 1 },
  Tags: [{ Key: 'team', Value: 'bikes' }],
}

test.each([
  ['a property that is not known', { ...anActionType, Colour: 'red' }, 'Colour: Colour is not known here'],
  [
    'a member that is not known',
    { ...anActionType, Settings: { EntityUrl: 'https://a.example' } },
    'Settings.EntityUrl: EntityUrl is not known here',
  ],
  ['a version that is too long', { ...anActionType, Version: '1234567890' }, "at 'version'"],
  [
    'a number that is none',
    { ...anActionType, InputArtifactDetails: { MinimumCount: 'few', MaximumCount: 1 } },
    'number',
  ],
  ['a tag twice', { ...anActionType, Tags: [...anActionType.Tags, ...anActionType.Tags] }, "'team' is given twice"],
])('an action type with %s is refused, and not there', async (_, properties, message) => {
  const { ask, call } = launcher()
  const request = { kind: 'create', token: 't', name: 'x', properties }
  const type = 'AWS::CodePipeline::CustomActionType'
  await expect(ask('resources', { type, request })).rejects.toThrow(message)
  expect(call('ListActionTypes', { actionOwnerFilter: 'Custom' }).actionTypes).toEqual([])
})

test('an action type reads back as its template wrote it, and keeps the tags of others', async () => {
  const { ask, call } = launcher()
  const type = 'AWS::CodePipeline::CustomActionType'
  await ask('resources', { type, request: { kind: 'create', token: 't', name: 'x', properties: anActionType } })
  const resourceArn = 'arn:aws:codepipeline:eu-west-1:111111111111:actiontype:Custom/Build/Bench/1'
  call('TagResource', { resourceArn, tags: [{ key: 'by-hand', value: 'yes' }] })
  const id = 'Build|Bench|1'
  const properties = { ...anActionType, Tags: [{ Key: 'owner', Value: 'ada' }] }
  await ask('resources', { type, request: { kind: 'update', token: 'u', id, former: anActionType, properties } })
  const read = await ask('resources', { type, request: { kind: 'read', id } })
  expect(read.properties).toEqual({
    ...anActionType,
    Version: '1',
    InputArtifactDetails: { MinimumCount: 0, MaximumCount: 1 },
    Tags: [
      { Key: 'by-hand', Value: 'yes' },
      { Key: 'owner', Value: 'ada' },
    ],
  })
  await ask('resources', { type, request: { kind: 'delete', id } })
  expect((await ask('resources', { type, request: { kind: 'read', id } })).properties).toBeUndefined()
})

test('a request of CloudFormation whose answer was lost is carried out once', async () => {
  const { ask, call, rest } = launcher()
  const properties = plainProperties('first')
  const pipeline = 'AWS::CodePipeline::Pipeline'
  const creation = { kind: 'create', token: 'one', name: 'Made', properties }
  const made = await ask('resources', { type: pipeline, request: creation })
  expect(await ask('resources', { type: pipeline, request: creation })).toEqual(made)
  await expect(ask('resources', { type: pipeline, request: { ...creation, token: 'other' } })).rejects.toMatchObject({
    type: 'PipelineNameInUseException',
  })
  const changed = { ...plainProperties('second'), RestartExecutionOnUpdate: true }
  const update = { kind: 'update', token: 'two', id: 'Made', former: properties, properties: changed }
  const request = { type: pipeline, request: update }
  expect([(await ask('resources', request)).attributes, (await ask('resources', request)).attributes]).toEqual([
    { Version: '2', Arn: 'arn:aws:codepipeline:eu-west-1:111111111111:Made' },
    { Version: '2', Arn: 'arn:aws:codepipeline:eu-west-1:111111111111:Made' },
  ])
  await rest()
  expect(call('ListPipelineExecutions', { pipelineName: 'Made' }).pipelineExecutionSummaries).toHaveLength(2)
  const type = 'AWS::CodePipeline::CustomActionType'
  const action = { type, request: { kind: 'create', token: 'three', name: 'x', properties: anActionType } }
  expect(await ask('resources', action)).toEqual(await ask('resources', action))
})

test.each([
  ['a transition into no stage', { DisableInboundStageTransitions: [{ StageName: 'None', Reason: 'x' }] }, 'None'],
  [
    'a tag twice',
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
    },
    "'a' is given twice",
  ],
  ['a function that nobody resolved', { RoleArn: { Ref: 'Role' } }, 'roleArn'],
  ['an action type that nobody created', { Stages: [{ Name: 'Source', Actions: [customSource()] }] }, 'Bench'],
])('a pipeline with %s is refused, and neither made nor changed', async (_, change, message) => {
  const { ask, call } = launcher()
  const type = 'AWS::CodePipeline::Pipeline'
  const former = plainProperties('first')
  const [, ...stages] = former.Stages
  const properties = { ...former, ...change, ...('Stages' in change && { Stages: [...change.Stages, ...stages] }) }
  const creation = { kind: 'create', token: 'one', name: 'Made', properties }
  await expect(ask('resources', { type, request: creation })).rejects.toThrow(message)
  expect(call('ListPipelines').pipelines).toEqual([])
  await ask('resources', { type, request: { ...creation, properties: former } })
  const update = { kind: 'update', token: 'two', id: 'Made', former, properties }
  await expect(ask('resources', { type, request: update })).rejects.toThrow(message)
  const read = await ask('resources', { type, request: { kind: 'read', id: 'Made' } })
  expect([read.attributes, (read.properties as Record<string, unknown>).Tags]).toMatchObject([
    { Version: '1' },
    former.Tags,
  ])
})

test('an update that cannot restart its pipeline changes nothing', async () => {
  const { ask, call } = launcher()
  const type = 'AWS::CodePipeline::Pipeline'
  const former = plainProperties('first')
  await ask('resources', { type, request: { kind: 'create', token: 'one', name: 'Made', properties: former } })
  for (let count = 1; count < openExecutions; count++) call('StartPipelineExecution', { name: 'Made' })
  const properties = { ...plainProperties('second'), RestartExecutionOnUpdate: true }
  const update = { kind: 'update', token: 'two', id: 'Made', former, properties }
  await expect(ask('resources', { type, request: update })).rejects.toMatchObject({
    type: 'ConcurrentPipelineExecutionsLimitExceededException',
  })
  expect(call('GetPipeline', { name: 'Made' }).pipeline.version).toBe(1)
})
