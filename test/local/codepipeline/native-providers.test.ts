import { crc32 } from 'node:zlib'
import { expect, test } from '@jest/globals'
import type { ActionServices } from '../../../src/aws/pipeline-actions/action-services.ts'
import { invokePipeline } from '../../../src/local/codepipeline/providers/invoke-pipeline.ts'
import { callRule } from '../../../src/local/codepipeline/providers/lambda-rule.ts'
import { watchAlarm } from '../../../src/local/codepipeline/providers/rules/cloud-watch-alarm.ts'
import { awaitWindow } from '../../../src/local/codepipeline/providers/rules/deployment-window.ts'
import { deployToBucket } from '../../../src/local/codepipeline/providers/s3-deploy.ts'
import { actionOrder, identity } from '../../support/action-order.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'
import { scriptedStacks, serviceError } from '../../support/scripted-stacks.ts'

/** A zip archive with any names, a link among them: what no tool of ours writes. */
function rawZip(
  entries: readonly { readonly name: string | Buffer; readonly text: string; readonly mode?: number }[],
): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, text, mode = 0o100644 } of entries) {
    const bytes = Buffer.from(name)
    const content = Buffer.from(text)
    const sizes = Buffer.alloc(12)
    sizes.writeUInt32LE(crc32(content), 0)
    sizes.writeUInt32LE(content.length, 4)
    sizes.writeUInt32LE(content.length, 8)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    sizes.copy(local, 14)
    local.writeUInt16LE(bytes.length, 26)
    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt8(3, 5)
    sizes.copy(header, 16)
    header.writeUInt16LE(bytes.length, 28)
    header.writeUInt16LE(mode, 40)
    header.writeUInt32LE(offset, 42)
    locals.push(local, bytes, content)
    central.push(header, bytes)
    offset += local.length + bytes.length + content.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

async function deploys(archive: Uint8Array, configuration: Readonly<Record<string, string>>) {
  const world = scriptedStacks({ Site: archive })
  const { order } = actionOrder({ BucketName: 'website', ...configuration }, ['Site'])
  return { world, end: await deployToBucket(world.services, order, identity) }
}

const text = (content: Uint8Array) => Buffer.from(content).toString('utf8')

test('every name that an archive can have becomes an object below the prefix', async () => {
  const archive = rawZip([
    { name: 'assets/', text: '', mode: 0o040755 },
    { name: './index.html', text: 'index' },
    { name: 'a/../b/./c.css', text: 'inside' },
    { name: '/absolute.js', text: 'absolute' },
    { name: 'back\\slash.txt', text: 'one name' },
    { name: 'ümlaut.svg', text: 'utf-8' },
    { name: Buffer.from([0x66, 0xfc, 0x72]), text: 'latin' },
    { name: 'link', text: 'index.html', mode: 0o120777 },
    { name: 'twice.json', text: 'first' },
    { name: 'twice.json', text: 'second' },
    { name: 'C:/drive', text: 'drive' },
    { name: 'setuid', text: 's', mode: 0o104755 },
  ])
  const { world, end } = await deploys(archive, { Extract: 'TRUE', ObjectKey: 'www/', CannedACL: 'public-read' })
  expect(end).toMatchObject({ status: 'Succeeded', summary: 'Deployment succeeded: 10 objects in website.' })
  expect([...world.written].map(([key, { content }]) => [key, text(content)])).toEqual([
    ['www/index.html', 'index'],
    ['www/b/c.css', 'inside'],
    ['www/absolute.js', 'absolute'],
    ['www/back\\slash.txt', 'one name'],
    ['www/ümlaut.svg', 'utf-8'],
    ['www/für', 'latin'],
    ['www/link', 'index.html'],
    ['www/twice.json', 'second'],
    ['www/C:/drive', 'drive'],
    ['www/setuid', 's'],
  ])
  expect(world.written.get('www/ümlaut.svg')?.how).toEqual({ acl: 'public-read', contentType: 'image/svg+xml' })
})

test.each(['../evil.html', 'a/../../evil.html', '/../evil', '..'])(
  'an archive with %s writes nothing',
  async (name) => {
    const archive = rawZip([
      { name: 'fine.html', text: 'fine' },
      { name, text: 'evil' },
    ])
    const { world, end } = await deploys(archive, { Extract: 'true', ObjectKey: 'www' })
    expect(end?.error).toMatchObject({
      code: 'ConfigurationError',
      message: expect.stringContaining('Nothing was written'),
    })
    expect(world.written.size).toBe(0)
  },
)

test('an archive that is not unpacked is one object, encrypted and cached as the action says', async () => {
  const KMSEncryptionKeyARN = 'arn:aws:kms:eu-west-1:111111111111:key/k'
  const configuration = {
    Extract: 'false',
    ObjectKey: 'all.zip',
    KMSEncryptionKeyARN,
    CacheControl: 'public, max-age=0',
  }
  const { world, end } = await deploys(Buffer.from('any bytes'), configuration)
  expect(end?.status).toBe('Succeeded')
  const how = { contentType: 'application/zip', cacheControl: 'public, max-age=0', encryptionKey: KMSEncryptionKeyARN }
  expect([...world.written]).toEqual([['all.zip', { content: Buffer.from('any bytes'), how }]])
})

test.each([
  ['neither true nor false', { Extract: 'yes' }, Buffer.from('')],
  ['ObjectKey is needed', { Extract: 'false' }, Buffer.from('')],
  ['no zip archive', { Extract: 'true' }, Buffer.from('text')],
  ['CannedACL is "public"', { Extract: 'false', ObjectKey: 'a', CannedACL: 'public' }, Buffer.from('')],
])('a deployment to S3 says: %s', async (message, configuration, archive) => {
  const { end } = await deploys(archive, configuration)
  expect(end?.error).toEqual({ code: 'ConfigurationError', message: expect.stringContaining(message) })
})

/** The services of AWS of which only some are reached. */
const services = (more: Partial<ActionServices>): ActionServices => ({ ...scriptedStacks().services, ...more })

test.each([
  ['Succeeded', 'Succeeded'],
  ['Failed', 'Failed'],
  ['Stopped', 'Failed'],
  ['Superseded', 'Failed'],
  ['Cancelled', 'Failed'],
])(
  'an action that calls a pipeline whose execution ends as %s ends as %s, and starts it once',
  async (ends, status) => {
    const started: unknown[] = []
    const reach = services({
      startPipeline: async (_, start) => {
        started.push(start)
        return 'execution-1'
      },
      pipelineProgress: async () => ({ status: run.waits.length < 3 ? 'InProgress' : ends, summary: undefined }),
    })
    const run = actionOrder({
      PipelineName: 'Shop',
      Variables: '[{"name":"Release","value":"7"}]',
      SourceRevisions: '[{"actionName":"Fetch","revisionType":"S3_OBJECT_VERSION_ID","revisionValue":"v7"}]',
    })
    run.meanwhile.at = () => {
      throw new Error('the process ended')
    }
    await expect(invokePipeline(reach, run.order, identity)).rejects.toThrow('the process ended')
    run.meanwhile.at = () => undefined
    expect((await invokePipeline(reach, run.order, identity))?.status).toBe(status)
    expect(started).toEqual([
      {
        name: 'Shop',
        token: run.record.id,
        variables: [{ name: 'Release', value: '7' }],
        sourceRevisions: [{ actionName: 'Fetch', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'v7' }],
      },
    ])
    expect(run.record.externalExecutionId).toBe('execution-1')
  },
)

test.each([
  ['{"name":"a"}', 'no list'],
  ['[{"name":"a"}]', 'no list'],
  ['a=b', 'no JSON'],
])('variables %s for another pipeline are an error of the configuration', async (Variables, message) => {
  const { order } = actionOrder({ PipelineName: 'Shop', Variables })
  expect((await invokePipeline(services({}), order, identity))?.error).toEqual({
    code: 'ConfigurationError',
    message: expect.stringContaining(message),
  })
})

test('a pipeline that does not exist fails the action that calls it', async () => {
  const startPipeline = () => Promise.reject(serviceError('PipelineNotFoundException', 'no pipeline'))
  const { order } = actionOrder({ PipelineName: 'Nobody' })
  expect((await invokePipeline(services({ startPipeline }), order, identity))?.error?.message).toMatch(/^no pipeline/)
})

/** The states of an alarm by the minute. */
async function alarmed(place: string, states: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const run = actionOrder({ AlarmName: 'errors', ...more }, [], { place })
  const minute = () => Math.floor((run.order.now() - run.record.started) / 60_000)
  const alarmState = async () => (states[minute()] ?? states.at(-1)) as 'OK'
  const end = await watchAlarm({ alarmState }, run.order, identity)
  return [end?.status, minute()]
}

const [ok, alarm, unknown] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const

test.each([
  ['beforeEntry', [ok], {}, 'Succeeded', 0],
  ['beforeEntry', [unknown], {}, 'Succeeded', 0],
  ['beforeEntry', [alarm], {}, 'Failed', 0],
  ['beforeEntry', [alarm, alarm, ok], { WaitTime: '5' }, 'Succeeded', 2],
  ['beforeEntry', [alarm], { WaitTime: '5' }, 'Failed', 5],
  ['beforeEntry', [unknown], { AlarmStates: 'ALARM,INSUFFICIENT_DATA' }, 'Failed', 0],
  ['onSuccess', [ok], {}, 'Succeeded', 0],
  ['onSuccess', [alarm], {}, 'Failed', 0],
  ['onSuccess', [ok], { WaitTime: '60' }, 'Succeeded', 60],
  ['onSuccess', [ok, ok, alarm, ok], { WaitTime: '60' }, 'Failed', 2],
  ['onSuccess', [ok, unknown], { WaitTime: '3', AlarmStates: 'ALARM' }, 'Succeeded', 3],
  ['onFailure', [alarm], { AlarmStates: 'ALARM', WaitTime: '1' }, 'Failed', 0],
  ['onFailure', [ok], { AlarmStates: 'ALARM', WaitTime: '1' }, 'Succeeded', 1],
])(
  'a rule about an alarm at %s with %j and %j ends as %s after %s minutes',
  async (place, states, more, status, minutes) => {
    expect(await alarmed(place, states, more)).toEqual([status, minutes])
  },
)

test.each([
  ['There is no alarm "errors"', {}],
  ['AlarmStates has "BAD"', { AlarmStates: 'BAD' }],
  ['WaitTime is "soon"', { WaitTime: 'soon' }],
])('a rule about an alarm says: %s', async (message, more) => {
  const { order } = actionOrder({ AlarmName: 'errors', ...more }, [], { place: 'beforeEntry' })
  const end = await watchAlarm({ alarmState: async () => undefined }, order, identity)
  expect(end?.error).toEqual({ code: 'ConfigurationError', message: expect.stringContaining(message) })
})

test('a deployment window is waited for, and looked at each minute', async () => {
  // The orders of tests begin on Tuesday, 2026-12-01, at midnight UTC.
  const run = actionOrder({ Cron: '0 0 9-17 ? * MON-FRI *', TimeZone: 'UTC' })
  expect(await awaitWindow(run.order)).toMatchObject({ status: 'Succeeded' })
  expect([run.order.now() - run.record.started, run.waits.length]).toEqual([9 * 3_600_000, 9 * 60])
  expect(run.record.summary).toBe('The deployment window is closed.')
})

test.each([
  ['RuleFailed', { Cron: '* * * ? * * 2025' }],
  ['ConfigurationError', { Cron: '9-17 MON-FRI' }],
  ['ConfigurationError', { Cron: '* * * ? * *', TimeZone: 'Nowhere/City' }],
])('a deployment window fails with %s: %j', async (code, configuration) => {
  expect((await awaitWindow(actionOrder(configuration).order)).error?.code).toBe(code)
})

/** A service whose rule LambdaInvoke is about to call its function. */
async function beforeRule() {
  const [source, , deploy] = aDeclaration().stages
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'LambdaInvoke', version: '1' }
  const rule = { name: 'Check', ruleTypeId, configuration: { FunctionName: 'check', UserParameters: '{"a":1}' } }
  const guarded = { ...deploy, beforeEntry: { conditions: [{ result: 'FAIL', rules: [rule] }] } }
  const service = codePipelineService()
  service.call('CreatePipeline', { pipeline: { ...aDeclaration(), stages: [source, guarded] } })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded' })
  await service.rest()
  return service
}

test.each([
  ['PutJobSuccessResult', {}, ['Roll'], 'InProgress'],
  ['PutJobFailureResult', { failureDetails: { type: 'JobFailed', message: 'not today' } }, [], 'Failed'],
] as const)(
  'a function of a rule gets a job once, and ends the rule by %s',
  async (operation, more, working, status) => {
    const { orders, call, rest, working: working_ } = await beforeRule()
    // biome-ignore lint/suspicious/noExplicitAny: the event of a function, whose members the test names.
    const events: any[] = []
    const reach = services({
      callFunction: async (_, __, payload) => {
        events.push(payload)
        return { error: undefined }
      },
    })
    const [order] = orders()
    expect([await callRule(reach, order!, identity), await callRule(reach, order!, identity)]).toEqual([
      undefined,
      undefined,
    ])
    expect(events).toHaveLength(1)
    const { id, data } = events[0]['CodePipeline.job']
    expect(data.actionConfiguration.configuration).toEqual({ FunctionName: 'check', UserParameters: '{"a":1}' })
    expect(call('GetJobDetails', { jobId: id }).jobDetails.data.actionTypeId.provider).toBe('LambdaInvoke')
    call(operation, { jobId: id, ...more })
    await rest()
    expect(working_()).toEqual(working)
    const executions = call('ListPipelineExecutions', { pipelineName: 'Garage' }).pipelineExecutionSummaries
    expect(executions[0].status).toBe(status)
  },
)

test('a function that throws fails its rule, and so does one that does not exist', async () => {
  const { orders } = await beforeRule()
  const throws = services({ callFunction: async () => ({ error: 'no connection' }) })
  expect((await callRule(throws, orders()[0]!, identity))?.error).toEqual({
    code: 'JobFailed',
    message: 'The function check failed: no connection',
  })
  const second = await beforeRule()
  const absent = services({
    callFunction: () => Promise.reject(serviceError('ResourceNotFoundException', 'gone', 404)),
  })
  expect(await callRule(absent, second.orders()[0]!, identity)).toMatchObject({ status: 'Failed' })
})
