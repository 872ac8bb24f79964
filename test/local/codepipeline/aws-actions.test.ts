import { expect, test } from '@jest/globals'
import type { PipelineServices } from '../../../src/aws/pipeline-actions/pipeline-services.ts'
import { invokeFunction } from '../../../src/local/codepipeline/providers/lambda-invoke.ts'
import { approvalMessage, askApproval } from '../../../src/local/codepipeline/providers/manual-approval.ts'
import { fetchObject } from '../../../src/local/codepipeline/providers/s3-source.ts'
import type { Order } from '../../../src/local/codepipeline/service/perform-work.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

const refuse = () => Promise.reject(new Error('not asked for'))
const services = (more: Partial<PipelineServices>): PipelineServices => ({
  configure: () => refuse,
  forget: () => undefined,
  credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }),
  artifactCredentials: async () => ({
    accessKeyId: 'AKID',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    expiration: new Date(5),
  }),
  newestVersion: refuse,
  copySource: refuse,
  invokeFunction: refuse,
  publishMessage: refuse,
  ...more,
})

/** A service whose function is about to be invoked. */
async function beforeFunction() {
  const service = codePipelineService()
  const [source, , deploy] = aDeclaration().stages
  service.call('CreatePipeline', { pipeline: { ...aDeclaration(), stages: [source, deploy] } })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded' })
  await service.rest()
  return service
}

test('a function gets a job without the pipeline, once also over a restart, and again with what it asked to keep', async () => {
  const { orders, call, rest, passMinutes, settle } = await beforeFunction()
  // biome-ignore lint/suspicious/noExplicitAny: the event of a function, whose members the test names.
  const invoked: Readonly<Record<string, any>>[] = []
  const reach = services({ invokeFunction: async (_, __, payload) => void invoked.push(payload) })
  const [order] = orders()
  expect([await invokeFunction(reach, order!), await invokeFunction(reach, order!)]).toEqual([undefined, undefined])
  expect(invoked).toHaveLength(1)
  const first = invoked[0]!['CodePipeline.job']
  expect(first.data).toMatchObject({
    actionConfiguration: { configuration: { FunctionName: 'roll' } },
    artifactCredentials: { accessKeyId: 'AKID', sessionToken: 'token', expirationTime: 5 },
    inputArtifacts: [{ name: 'Code' }],
  })
  expect(first.data).not.toHaveProperty('pipelineContext')
  call('PutJobSuccessResult', { jobId: first.id, continuationToken: 'more' })
  await rest()
  expect(orders()).toHaveLength(1)
  passMinutes(1)
  await rest()
  await invokeFunction(reach, orders().at(-1)!)
  expect(invoked[1]!['CodePipeline.job']).toMatchObject({ data: { continuationToken: 'more' } })
  expect(invoked[1]!['CodePipeline.job'].id).not.toBe(first.id)
  settle('Roll', { status: 'Succeeded' })
})

test('a function that cannot be invoked fails its action, and says why', async () => {
  const { orders } = await beforeFunction()
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' })
  const reach = services({ invokeFunction: () => Promise.reject(denied) })
  expect(await invokeFunction(reach, orders()[0]!)).toMatchObject({
    status: 'Failed',
    error: { code: 'PermissionError', message: 'roll: no' },
  })
})

/** The order for the source of a new pipeline. */
async function sourceOrder(
  sourceRevisions: Order['execution']['sourceRevisions'],
  declaration: object = aDeclaration(),
): Promise<Order> {
  const { call, rest, orders } = codePipelineService()
  call('CreatePipeline', { pipeline: declaration })
  await rest()
  const [order] = orders()
  return { ...order!, execution: { ...order!.execution, sourceRevisions } }
}

const encryptionKey = { id: 'alias/artifacts', type: 'KMS' }
test.each([
  ['the one store', { artifactStore: { type: 'S3', location: 'artifacts', encryptionKey } }],
  [
    'the store of its region',
    {
      artifactStores: {
        'eu-west-1': { type: 'S3', location: 'artifacts', encryptionKey },
        'us-east-1': { type: 'S3', location: 'elsewhere' },
      },
    },
  ],
])('an artifact is encrypted as %s says', async (_, stores) => {
  const keys: unknown[] = []
  const reach = services({
    copySource: async (...request) => {
      keys.push(request.at(-1))
      return { versionId: 'v7', etag: 'e', modified: 5 }
    },
  })
  const { artifactStore: _store, ...declaration } = aDeclaration()
  await fetchObject(reach, await sourceOrder([], { ...declaration, ...stores }))
  expect(keys).toEqual(['alias/artifacts'])
})

test('a source copies the version that was asked for as the role of the pipeline', async () => {
  const order = await sourceOrder([{ actionName: 'Fetch', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: 'v7' }])
  const asked: unknown[] = []
  const reach = services({
    copySource: async (...request) => {
      asked.push(...request)
      return { versionId: 'v7', etag: 'e', modified: 5 }
    },
  })
  expect(await fetchObject(reach, order)).toEqual({
    status: 'Succeeded',
    externalExecutionId: 'v7',
    summary: 'Amazon S3 version id: v7',
    outputVariables: { BucketName: 'sources', ETag: 'e', ObjectKey: 'app.zip', VersionId: 'v7' },
    revision: { revisionId: 'v7', revisionSummary: 'Amazon S3 version id: v7', created: 5 },
  })
  expect(asked.slice(0, 3)).toEqual([
    {
      purpose: order!.work.id,
      account: '111111111111',
      region: 'eu-west-1',
      role: 'arn:aws:iam::111111111111:role/pipeline',
      through: 'arn:aws:iam::111111111111:role/pipeline',
      source: 'arn:aws:codepipeline:eu-west-1:111111111111:Garage',
    },
    { bucket: 'sources', key: 'app.zip' },
    'v7',
  ])
})

test.each([
  ['a bucket without versions', [], { versionId: undefined, etag: 'e', modified: 5 }, 'ConfigurationError'],
  ['an object that is absent', [], Object.assign(new Error('gone'), { name: 'NoSuchKey' }), 'RevisionUnavailable'],
  ['a right that is missing', [], Object.assign(new Error('no'), { name: 'AccessDenied' }), 'PermissionError'],
  [
    'another key that is not allowed',
    [{ actionName: 'Fetch', revisionType: 'S3_OBJECT_KEY', revisionValue: 'other.zip' }],
    { versionId: 'v', etag: 'e', modified: 5 },
    'ConfigurationError',
  ],
] as const)('%s fails the source', async (_, revisions, answer, code) => {
  const reach = services({ copySource: async () => (answer instanceof Error ? Promise.reject(answer) : answer) })
  expect((await fetchObject(reach, await sourceOrder(revisions))).error?.code).toBe(code)
})

test('an approval tells its topic once, also over a restart, in the form of the service', async () => {
  const name = 'a-pipeline-with-a-long-name-of-40-letters'
  const service = codePipelineService()
  const [source, approve] = aDeclaration().stages
  const told: unknown[] = []
  const topic = 'arn:aws:sns:eu-west-1:111111111111:decide'
  const ask = {
    ...approve.actions[0],
    configuration: { NotificationArn: topic, ExternalEntityLink: 'https://a.example' },
  }
  service.call('CreatePipeline', {
    pipeline: { ...aDeclaration(name), stages: [source, { ...approve, actions: [ask] }] },
  })
  await service.rest()
  service.settle('Fetch', { status: 'Succeeded' })
  await service.rest()
  const [order] = service.orders()
  const reach = services({ publishMessage: async (identity, message) => void told.push([identity, message]) })
  expect([await askApproval(reach, order!), await askApproval(reach, order!)]).toEqual([undefined, undefined])
  const view = `https://console.aws.amazon.com/codesuite/codepipeline/pipelines/${name}/view?region=eu-west-1`
  const { subject, text } = approvalMessage(order!)
  expect(told).toEqual([
    [
      expect.objectContaining({ account: '111111111111', role: 'arn:aws:iam::111111111111:role/pipeline' }),
      { topic, subject, text },
    ],
  ])
  expect(subject).toBe('APPROVAL NEEDED: AWS CodePipeline a-pipeline-with-a-long-n... for action Ask')
  expect(JSON.parse(text)).toEqual({
    region: 'eu-west-1',
    consoleLink: view,
    approval: {
      pipelineName: name,
      stageName: 'Approve',
      actionName: 'Ask',
      token: order!.work.id,
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
      externalEntityLink: 'https://a.example',
      approvalReviewLink: `${view}#/Approve/Ask/approve/${order!.work.id}`,
      customData: null,
    },
  })
})

test.each([
  ['AuthorizationErrorException', 'PermissionError'],
  ['NotFoundException', 'ConfigurationError'],
])('an approval whose topic answers %s fails with %s', async (name, code) => {
  const reach = services({ publishMessage: () => Promise.reject(Object.assign(new Error('no'), { name })) })
  const work = { id: 'x', resolvedConfiguration: { NotificationArn: 'arn:aws:sns:eu-west-1:111111111111:decide' } }
  const order = {
    work: { ...work, name: 'Ask', started: 0 },
    stage: { name: 'Approve' },
    execution: { version: 1 },
    pipeline: { name: 'Garage', region: 'eu-west-1', declarations: [{ roleArn: 'arn:aws:iam::111111111111:role/p' }] },
  } as unknown as Order
  expect(await askApproval(reach, order)).toMatchObject({ status: 'Failed', error: { code } })
})
