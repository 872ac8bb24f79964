import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { deployStack } from '../../../src/local/codepipeline/providers/cloudformation/deploy-stack.ts'
import { fileLedger } from '../../../src/local/codepipeline/store/file-ledger.ts'
import { actionOrder, identity } from '../../support/action-order.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'
import { scriptedStacks, serviceError } from '../../support/scripted-stacks.ts'
import { zipOf } from '../../support/zip.ts'

const code = await zipOf({
  'template.json': '{"Resources":{}}',
  'large.json': JSON.stringify({ Resources: {}, Text: 'ü'.repeat(30_000) }),
  'values.json': JSON.stringify({ url: 'https://shop', count: 3, on: true, list: ['a'], nothing: null }),
  'settings.json': JSON.stringify({
    Parameters: { Stage: 'file', Count: 2 },
    Tags: { team: 'garage' },
    StackPolicy: { Statement: [] },
  }),
  'no.json': 'Resources:',
})
const artifacts = { Code: code, Plain: Buffer.from('no archive') }
const base = { StackName: 'shop', TemplatePath: 'Code::template.json' }

/** A world, and an order of one mode in it. */
function scene(ActionMode: string, more: Readonly<Record<string, string>> = {}, inputs: readonly string[] = ['Code']) {
  const world = scriptedStacks(artifacts)
  const run = actionOrder({ ActionMode, ...base, ...more }, inputs)
  return { world, run, perform: () => deployStack(world.services, run.order, identity) }
}

test.each([
  ['CREATE_UPDATE', undefined, ['create'], 'Succeeded'],
  ['CREATE_UPDATE', 'CREATE_COMPLETE', ['update'], 'Succeeded'],
  ['CREATE_UPDATE', 'UPDATE_ROLLBACK_COMPLETE', ['update'], 'Succeeded'],
  ['CREATE_UPDATE', 'ROLLBACK_COMPLETE', ['update'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', undefined, ['create'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'UPDATE_COMPLETE', ['update'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'UPDATE_ROLLBACK_COMPLETE', ['update'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'ROLLBACK_COMPLETE', ['remove', 'create'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'ROLLBACK_FAILED', ['remove', 'create'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'CREATE_FAILED', ['remove', 'create'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'DELETE_FAILED', ['remove', 'create'], 'Succeeded'],
  ['REPLACE_ON_FAILURE', 'UPDATE_ROLLBACK_FAILED', ['remove', 'create'], 'Succeeded'],
  ['DELETE_ONLY', undefined, [], 'Succeeded'],
  ['DELETE_ONLY', 'ROLLBACK_COMPLETE', ['remove'], 'Succeeded'],
  ['CHANGE_SET_REPLACE', undefined, ['createChangeSet CREATE'], 'Succeeded'],
  ['CHANGE_SET_REPLACE', 'REVIEW_IN_PROGRESS', ['createChangeSet CREATE'], 'Succeeded'],
  ['CHANGE_SET_REPLACE', 'UPDATE_COMPLETE', ['createChangeSet UPDATE'], 'Succeeded'],
  ['CHANGE_SET_REPLACE', 'ROLLBACK_COMPLETE', [], 'Failed'],
  ['CHANGE_SET_EXECUTE', 'UPDATE_COMPLETE', [], 'Failed'],
])('%s with a stack in %s asks for %j', async (mode, status, changes, end) => {
  const { world, perform } = scene(mode, { ChangeSetName: 'set' })
  if (status !== undefined) world.add('shop', status)
  expect((await perform())?.status).toBe(end)
  expect(world.changes()).toEqual(changes)
})

test('a stack gets the parameters of the file and of the overrides, tags, policy, capabilities and role', async () => {
  const { world, perform } = scene('CREATE_UPDATE', {
    TemplateConfiguration: 'Code::settings.json',
    ParameterOverrides: JSON.stringify({
      Stage: 'override',
      Bucket: { 'Fn::GetArtifactAtt': ['Code', 'BucketName'] },
      Key: { 'Fn::GetArtifactAtt': ['Code', 'ObjectKey'] },
      Address: { 'Fn::GetArtifactAtt': ['Code', 'URL'] },
      Shop: { 'Fn::GetParam': ['Code', 'values.json', 'url'] },
      Number: { 'Fn::GetParam': ['Code', 'values.json', 'count'] },
      On: { 'Fn::GetParam': ['Code', 'values.json', 'on'] },
    }),
    Capabilities: 'CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND',
    RoleArn: 'arn:aws:iam::111111111111:role/cloudformation',
  })
  expect(await perform()).toMatchObject({ status: 'Succeeded', outputVariables: { Url: 'https://shop' } })
  expect(world.requests[0]).toEqual({
    name: 'shop',
    template: { body: '{"Resources":{}}' },
    parameters: {
      Stage: 'override',
      Count: '2',
      Bucket: 'artifacts',
      Key: 'Code',
      Address: 'https://s3.eu-west-1.amazonaws.com/artifacts/Code',
      Shop: 'https://shop',
      Number: '3',
      On: 'true',
    },
    tags: { team: 'garage' },
    policy: '{"Statement":[]}',
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    role: 'arn:aws:iam::111111111111:role/cloudformation',
  })
})

test('a template above the limit of a request lies in the artifact store', async () => {
  const { world, perform } = scene('CREATE_UPDATE', { TemplatePath: 'Code::large.json' })
  await perform()
  const [[key] = []] = [...world.written]
  expect(key).toMatch(/^Garage\/Code\/.*\.template$/)
  expect(world.requests[0]?.template).toEqual({ url: `https://s3.eu-west-1.amazonaws.com/artifacts/${key}` })
})

test.each([
  ['a mode that is unknown', { ActionMode: 'CHANGE_SET' }, 'ActionMode is "CHANGE_SET"'],
  ['no template', { TemplatePath: '' }, 'needs TemplatePath'],
  ['no stack', { StackName: '' }, 'needs StackName'],
  ['a path without an artifact', { TemplatePath: 'template.json' }, 'Artifact::file'],
  ['an artifact that it does not declare', { TemplatePath: 'Other::template.json' }, 'no input artifact "Other"'],
  ['a file that is absent', { TemplatePath: 'Code::gone.json' }, 'has no file "gone.json"'],
  ['an artifact that is no archive', { TemplatePath: 'Plain::template.json' }, 'no zip archive'],
  ['a space between capabilities', { Capabilities: 'CAPABILITY_IAM, CAPABILITY_NAMED_IAM' }, 'without spaces'],
  ['a configuration that is no JSON', { TemplateConfiguration: 'Code::no.json' }, 'Code::no.json is no JSON'],
  ['overrides that are no JSON', { ParameterOverrides: 'Stage=a' }, 'ParameterOverrides is no JSON'],
  ['overrides that are a list', { ParameterOverrides: '[]' }, 'no JSON object'],
  ['a list as a parameter', { ParameterOverrides: '{"Stage":["a"]}' }, 'Stage'],
  ['another function', { ParameterOverrides: '{"Stage":{"Fn::Join":["",["a"]]}}' }, 'Fn::Join'],
  ['a function beside a value', { ParameterOverrides: '{"Stage":{"Fn::GetParam":["Code","a","b"],"x":1}}' }, 'Stage'],
  ['an attribute that is unknown', { ParameterOverrides: '{"Stage":{"Fn::GetArtifactAtt":["Code","Arn"]}}' }, 'Arn'],
  ['an artifact of another action', { ParameterOverrides: '{"S":{"Fn::GetArtifactAtt":["Other","URL"]}}' }, 'Other'],
  [
    'a member that is absent',
    { ParameterOverrides: '{"S":{"Fn::GetParam":["Code","values.json","no"]}}' },
    'asks for no',
  ],
  ['a member that is a list', { ParameterOverrides: '{"S":{"Fn::GetParam":["Code","values.json","list"]}}' }, 'list'],
])('%s is an error of the configuration, and nothing is changed', async (_, more, message) => {
  const { world, perform } = scene('CREATE_UPDATE', more, ['Code', 'Plain'])
  expect(await perform()).toEqual({
    status: 'Failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining(message) },
  })
  expect(world.changes()).toEqual([])
})

test('an artifact that nobody wrote is named, and a store that refuses is told apart from CloudFormation', async () => {
  const { world, perform } = scene('CREATE_UPDATE', { TemplatePath: 'Gone::template.json' }, ['Gone'])
  expect((await perform())?.error).toEqual({
    code: 'ConfigurationError',
    message: 'The artifact Gone was never written: s3://artifacts/Gone is absent.',
  })
  expect(world.changes()).toEqual([])
  const denied = scene('CREATE_UPDATE')
  const objects = denied.world.services.objects(identity)
  const read = () => Promise.reject(serviceError('AccessDenied', 'no', 403))
  const services = { ...denied.world.services, objects: () => ({ ...objects, read }) }
  expect((await deployStack(services, denied.run.order, identity))?.error).toEqual({
    code: 'PermissionError',
    message: 'no (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)',
  })
})

test('a broken configuration never deletes the stack that it was to replace', async () => {
  const { world, perform } = scene('REPLACE_ON_FAILURE', { TemplatePath: 'Code::gone.json' })
  world.add('shop', 'ROLLBACK_COMPLETE')
  expect(await perform()).toMatchObject({ error: { code: 'ConfigurationError' } })
  expect(world.changes()).toEqual([])
})

test('nothing to update succeeds with the outputs of the stack, and writes the output file', async () => {
  const { world, run, perform } = scene('CREATE_UPDATE', { OutputFileName: 'out.json' })
  world.script.update = []
  const stack = world.add('shop', 'UPDATE_COMPLETE')
  expect(await perform()).toMatchObject({
    summary: 'Stack shop had nothing to update.',
    outputVariables: { Url: 'https://shop' },
  })
  expect(run.record.externalExecutionId).toBe(stack.id)
  expect(Buffer.from(world.written.get('made.zip')!.content).includes('out.json')).toBe(true)
})

const steps = [
  ['CREATE_UPDATE', undefined, 'create'],
  ['CREATE_UPDATE', 'UPDATE_COMPLETE', 'update'],
  ['DELETE_ONLY', 'UPDATE_COMPLETE', 'remove'],
  ['CHANGE_SET_EXECUTE', 'UPDATE_COMPLETE', 'executeChangeSet'],
] as const

async function prepared(mode: string, status: string | undefined) {
  const made = scene(mode, { ChangeSetName: 'set' })
  if (status !== undefined) made.world.add('shop', status)
  if (mode === 'CHANGE_SET_EXECUTE')
    await made.world.services.stacks(identity).createChangeSet({ name: 'shop' } as never, 'set', 'UPDATE')
  made.world.calls.length = 0
  return made
}

test.each(steps)(
  '%s with a stack in %s goes on after a restart, and never sends %s twice',
  async (mode, status, step) => {
    const { world, run, perform } = await prepared(mode, status)
    const killed = () => {
      throw new Error('the process ended')
    }
    run.meanwhile.at = killed
    await expect(perform()).rejects.toThrow('the process ended')
    run.meanwhile.at = () => undefined
    expect(await perform()).toMatchObject({ status: 'Succeeded' })
    expect(world.changes()).toEqual([step])
  },
)

test.each(steps)(
  '%s with a stack in %s: a restart between the request and its note never sends %s twice',
  async (mode, status, step) => {
    const { world, perform } = await prepared(mode, status)
    world.faults.after = (call) => {
      if (call === step) throw new Error('the process ended')
    }
    await expect(perform()).rejects.toThrow('the process ended')
    world.faults.after = () => undefined
    expect(await perform()).toMatchObject({ status: 'Succeeded' })
    expect(world.changes()).toEqual([step])
  },
)

test.each(steps)(
  '%s with a stack in %s: an answer to %s that is lost is found by the token',
  async (mode, status, step) => {
    const { world, perform } = await prepared(mode, status)
    let lost = 0
    world.faults.after = (call) => {
      if (call === step && lost++ === 0) throw serviceError('InternalFailure', 'lost', 503)
    }
    expect(await perform()).toMatchObject({ status: 'Succeeded' })
    expect(world.changes()).toEqual([step])
  },
)

test.each(steps)('%s with a stack in %s: %s that was not taken is sent again', async (mode, status, step) => {
  const { world, perform } = await prepared(mode, status)
  let refused = 0
  world.faults.before = (call) => {
    if (call === step && refused++ === 0) throw serviceError('Throttling', 'Rate exceeded')
  }
  expect(await perform()).toMatchObject({ status: 'Succeeded' })
  expect(world.changes()).toEqual([step, step])
})

test('throttling and 5xx for minutes do not end an action that follows a stack', async () => {
  const { world, run, perform } = scene('CREATE_UPDATE')
  world.faults.before = (call) => {
    if (call === 'find' && run.waits.length > 0 && run.waits.length < 100)
      throw serviceError('Throttling', 'Rate exceeded')
  }
  expect(await perform()).toMatchObject({ status: 'Succeeded' })
  expect(run.waits.length).toBeGreaterThan(99)
})

test('whoever abandons an action lets CloudFormation go on', async () => {
  const { world, run, perform } = scene('CREATE_UPDATE')
  run.meanwhile.at = () => run.abandon()
  await expect(perform()).rejects.toThrow('abandoned')
  expect(world.changes()).toEqual(['create'])
  expect(world.stacks.get('shop')?.statuses).toEqual(['CREATE_COMPLETE'])
})

test('a stack that fails names its first failure by its resource, and without the right to events only its end', async () => {
  const { world, run, perform } = scene('CREATE_UPDATE')
  world.script.create = ['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']
  world.fails({ resource: 'Queue', reason: 'the name is taken' })
  expect(await perform()).toEqual({
    status: 'Failed',
    error: { code: 'JobFailed', message: 'The stack shop ended as ROLLBACK_COMPLETE. Queue: the name is taken' },
  })
  expect(run.record.externalExecutionId).toBe(world.stacks.get('shop')?.id)
  const blind = scene('CREATE_UPDATE')
  blind.world.script.create = ['ROLLBACK_COMPLETE']
  blind.world.faults.before = (call) => {
    if (call === 'eventsOf') throw serviceError('AccessDenied', 'not authorized', 403)
  }
  expect((await blind.perform())?.error?.message).toBe('The stack shop ended as ROLLBACK_COMPLETE.')
})

test.each([
  ['AccessDenied', 403, 'PermissionError'],
  ['ValidationError', 400, 'JobFailed'],
  ['LimitExceeded', 400, 'JobFailed'],
])('a refusal %s fails the action with its code and the words of the service', async (name, status, code) => {
  const { world, perform } = scene('CREATE_UPDATE')
  world.faults.before = (call) => {
    if (call === 'create') throw serviceError(name, 'no', status)
  }
  expect(await perform()).toEqual({
    status: 'Failed',
    error: { code, message: `no (Service: AmazonCloudFormation; Status Code: ${status}; Error Code: ${name})` },
  })
})

test('a service that gives no answer for five minutes fails the action', async () => {
  const { world, perform } = scene('CREATE_UPDATE')
  world.faults.before = (call) => {
    if (call === 'create') throw serviceError('ServiceUnavailable', 'busy', 503)
  }
  expect((await perform())?.error?.message).toMatch(/^busy \(Service/)
})

test('a change set that is being made is waited for, and one that failed says why', async () => {
  const { world, perform } = await prepared('CHANGE_SET_EXECUTE', 'UPDATE_COMPLETE')
  const set = world.changeSets.get('set')!
  world.changeSets.set('set', { ...set, status: 'CREATE_IN_PROGRESS' })
  let reads = 0
  world.faults.after = (call) => {
    if (call === 'findChangeSet' && ++reads === 2) world.changeSets.set('set', set)
  }
  expect(await perform()).toMatchObject({ status: 'Succeeded', summary: 'Stack shop was updated.' })
  const failing = scene('CHANGE_SET_REPLACE', { ChangeSetName: 'set' })
  failing.world.faults.after = (call) => {
    const made = failing.world.changeSets.get('set')
    if (call.startsWith('createChangeSet'))
      failing.world.changeSets.set('set', { ...made!, status: 'FAILED', reason: 'bad macro' })
  }
  expect((await failing.perform())?.error?.message).toBe('The change set set could not be made: bad macro')
})

const empty = "The submitted information didn't contain changes. Submit different information to create a change set."

test.each([empty, 'No updates are to be performed.'])(
  'a change set without changes is made, and executed as nothing: %s',
  async (reason) => {
    const { world, run, perform } = scene('CHANGE_SET_REPLACE', { ChangeSetName: 'set' })
    world.add('shop', 'UPDATE_COMPLETE')
    world.faults.after = (call) => {
      const made = world.changeSets.get('set')
      if (call.startsWith('createChangeSet'))
        world.changeSets.set('set', { ...made!, status: 'FAILED', executionStatus: 'UNAVAILABLE', reason })
    }
    expect(await perform()).toMatchObject({ status: 'Succeeded', summary: 'Change set set has no changes.' })
    expect(run.record.externalExecutionId).toMatch(/:changeSet\/set\//)
    const execution = actionOrder({ ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'shop', ChangeSetName: 'set' })
    const execute = () => deployStack(world.services, execution.order, identity)
    const end = { status: 'Succeeded', outputVariables: { Url: 'https://shop' } }
    expect([await execute(), await execute()]).toMatchObject([end, end])
    expect(world.changes()).toEqual(['createChangeSet UPDATE'])
  },
)

test('a change set of the same name is replaced, and a stack policy is set on a stack that exists', async () => {
  const more = { ChangeSetName: 'set', TemplateConfiguration: 'Code::settings.json' }
  const { world, perform } = scene('CHANGE_SET_REPLACE', more)
  world.add('shop', 'UPDATE_COMPLETE')
  await world.services.stacks(identity).createChangeSet({ name: 'shop' } as never, 'set', 'UPDATE')
  expect((await perform())?.status).toBe('Succeeded')
  expect(world.changes().slice(1)).toEqual(['deleteChangeSet', 'setPolicy', 'createChangeSet UPDATE'])
})

test('a change set that was executed is not found by a retry', async () => {
  const { world, perform } = await prepared('CHANGE_SET_EXECUTE', 'UPDATE_COMPLETE')
  await perform()
  const retry = actionOrder({ ActionMode: 'CHANGE_SET_EXECUTE', ...base, ChangeSetName: 'set' }, [], { id: 'another' })
  expect((await deployStack(world.services, retry.order, identity))?.error).toEqual({
    code: 'JobFailed',
    message:
      'ChangeSet [set] does not exist (Service: AmazonCloudFormation; Status Code: 404; Error Code: ChangeSetNotFound)',
  })
  expect(world.changes()).toEqual(['executeChangeSet'])
})

test('an executor that begins again follows the stack that another one had begun, from what was kept on disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-actions-'))
  const world = scriptedStacks()
  const [source, , deploy] = aDeclaration().stages
  const configuration = { ActionMode: 'CREATE_UPDATE', StackName: 'shop', TemplatePath: 'Code::template.json' }
  const actionTypeId = { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' }
  const stage = { ...deploy, actions: [{ ...deploy.actions[0], actionTypeId, configuration }] }
  const first = codePipelineService({ ledger: fileLedger(folder), salt: 'first' })
  first.call('CreatePipeline', { pipeline: { ...aDeclaration(), stages: [source, stage] } })
  await first.rest()
  first.settle('Fetch', { status: 'Succeeded' })
  await first.rest()
  const [order] = first.orders()
  const services = {
    ...world.services,
    objects: () => ({ ...world.services.objects(identity), read: async () => code }),
  }
  const begun = deployStack(services, order!, identity)
  await first.rest()
  first.engine.close()
  await expect(begun).rejects.toThrow(/aborted/)
  const second = codePipelineService({ ledger: fileLedger(folder), salt: 'second' })
  second.engine.resume()
  await second.rest()
  const resumed = deployStack(services, second.orders()[0]!, identity)
  await second.rest()
  second.passMinutes(1)
  second.settle('Roll', (await resumed)!)
  await second.rest()
  const { actionExecutionDetails } = second.call('ListActionExecutions', { pipelineName: 'Garage' })
  expect(actionExecutionDetails[0]).toMatchObject({
    status: 'Succeeded',
    output: {
      executionResult: { externalExecutionId: world.stacks.get('shop')?.id },
      outputVariables: { Url: 'https://shop' },
    },
  })
  expect(world.changes()).toEqual(['create'])
  rmSync(folder, { recursive: true, force: true })
})
