import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Report } from '../../src/core/run/report.ts'
import { type TrialGround, trialGround } from '../support/deployment-trial.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'

const bucket = 'shop-artifacts-staging'
const artifacts = { buckets: [bucket, 'shop-artifacts-production'], writers: [] }

let ground: TrialGround

beforeEach(async () => {
  ground = await trialGround({ operationSeconds: 0.5, changeSetSeconds: 0.2 })
})
afterEach(() => ground.cloud.stop())

const template = (resources: object, more = {}) => ({
  name: 'template.json',
  text: JSON.stringify({ ...more, Resources: resources }),
})

/** A function's role that may put objects on something, and a topic to change. */
function withRole(Resource: unknown, topic = 'one') {
  const Statement = [{ Effect: 'Allow', Action: 's3:PutObject', Resource }]
  return {
    Work: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'Work', PolicyDocument: { Statement } }] },
    },
    Orders: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: topic } },
  }
}

const capabilities = ['CAPABILITY_IAM']
const planOnly = { plan: { kind: 'only' } } as const
const texts = (reports: readonly Report<string>[]) =>
  reports.flatMap((report) => ('text' in report ? [report.text] : []))

test('a template whose role may write to the artifact bucket is refused before there is a change set', async () => {
  const { error } = await ground.deploy({
    artifacts,
    capabilities,
    template: template(withRole('arn:aws:s3:::shop-*')),
  })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable', outcome: 'rejected' })
  expect(error?.message).toBe(
    `Work (AWS::IAM::Role) may write to the artifact bucket ${artifacts.buckets.join(', ')}: s3:PutObject on arn:aws:s3:::shop-*, statement 1 of policy Work`,
  )
  expect(error?.hint).toContain('"writers"')
  expect(ground.cloud.service.leftChangeSets).toEqual([])
  expect(ground.cloud.service.find('parking')).toBeUndefined()
})

test('a right on the bucket of another environment of the configuration is refused too', async () => {
  const { error } = await ground.deploy({
    artifacts,
    capabilities,
    template: template(withRole('arn:aws:s3:::shop-artifacts-production/*')),
  })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable', message: expect.stringContaining('-production') })
})

test('a right that the stack has already is refused, though the plan does not touch the role', async () => {
  const before = await ground.deploy({ capabilities, template: template(withRole('*')) })
  expect(before.result?.outcome).toBe('succeeded')
  const changed = { artifacts, capabilities, template: template(withRole('*', 'two')) }
  expect((await ground.deploy(changed)).error).toMatchObject({ reason: 'artifact-bucket-writable' })
  expect((await ground.deploy({ ...changed, ...planOnly })).error).toMatchObject({ reason: 'artifact-bucket-writable' })
  const unchanged = { artifacts, capabilities, template: template(withRole('*')) }
  expect((await ground.deploy(unchanged)).error).toMatchObject({ reason: 'artifact-bucket-writable' })
  expect(ground.cloud.service.executions).toHaveLength(1)
})

test('a parameter of this deployment decides, and so does one that the stack keeps', async () => {
  const wanted = template(withRole({ 'Fn::Sub': 'arn:aws:s3:::${Files}/*' }), {
    Parameters: { Files: { Type: 'String' } },
  })
  const options = { artifacts, capabilities, template: wanted }
  const refused = await ground.deploy({ ...options, parameters: { Files: bucket } })
  expect(refused.error).toMatchObject({ reason: 'artifact-bucket-writable' })
  expect((await ground.deploy({ ...options, parameters: { Files: 'acme-files' } })).result?.outcome).toBe('succeeded')
  expect((await ground.deploy({ ...options, ...planOnly })).error).toBeUndefined()
})

test('a value that cannot be known is shown in the plan and belongs to its fingerprint', async () => {
  const first = await ground.deploy({
    artifacts,
    capabilities,
    template: template(withRole({ 'Fn::ImportValue': 'a' })),
    ...planOnly,
  })
  const [writer] = first.result!.plan!.artifactWriters!
  expect(writer).toMatchObject({ resource: 'Work', certainty: 'possible', buckets: artifacts.buckets })
  const shown = texts(first.reports).find((text) => text.includes('plan '))
  expect(shown).toContain('! artifacts  Work  AWS::IAM::Role')
  expect(shown?.replace(/\s+/g, ' ')).toContain(`may be able to write to ${artifacts.buckets.join(', ')}`)
  expect(first.reports).toContainEqual({ kind: 'summary', markdown: expect.stringContaining('**artifacts**') })
  const second = await ground.deploy({
    capabilities,
    template: template(withRole({ 'Fn::ImportValue': 'a' })),
    ...planOnly,
  })
  expect(second.result?.plan?.artifactWriters).toBeUndefined()
  expect(second.result?.fingerprint).not.toBe(first.result?.fingerprint)
})

test('a resource that the configuration lets through is shown, and others are refused', async () => {
  const wanted = template(withRole('*'))
  const options = (writers: readonly string[]) => ({
    artifacts: { ...artifacts, writers },
    capabilities,
    template: wanted,
  })
  const planned = await ground.deploy({ ...options(['Work']), ...planOnly })
  expect(planned.result?.plan?.artifactWriters).toMatchObject([{ resource: 'Work', certainty: 'certain' }])
  expect(texts(planned.reports).join('\n')).toContain(`may write to ${bucket}`)
  expect((await ground.deploy(options(['Other']))).error).toMatchObject({ reason: 'artifact-bucket-writable' })
})

test('a nested template in the bucket of the environment is looked into, with the parameters that it is given', async () => {
  const objects = inMemoryObjects()
  const inner = template(withRole({ 'Fn::Sub': 'arn:aws:s3:::${Files}/*' }), {
    Parameters: { Files: { Type: 'String' } },
  })
  await objects.create(bucket, 'blobs/sha256/abc', Buffer.from(inner.text))
  const nested = (Files: string, key = 'abc') =>
    template({
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/${bucket}/blobs/sha256/${key}` },
          Parameters: { Files },
        },
      },
    })
  const account = {
    ...awsAtEndpoint(ground.cloud.endpoint, {
      region: 'eu-west-1',
      account: '111111111111',
      secretAccessKey: 'any',
    }).at({}),
    objects,
  }
  const options = { account, artifacts, capabilities, includeNested: false, ...planOnly }

  const { error } = await ground.deploy({ ...options, template: nested(bucket) })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable', message: expect.stringMatching(/^Inner\/Work /) })
  const harmless = await ground.deploy({ ...options, template: nested('acme-files') })
  expect(harmless.result?.plan?.artifactWriters).toBeUndefined()
  const unread = await ground.deploy({ ...options, template: nested('acme-files', 'gone') })
  expect(unread.result?.plan?.artifactWriters).toMatchObject([{ resource: 'Inner', certainty: 'possible' }])
  const older = await ground.deploy({ ...options, template: nested('acme-files', 'abc?versionId=older') })
  expect(older.result?.plan?.artifactWriters).toMatchObject([{ resource: 'Inner', certainty: 'possible' }])
})

test.each([
  ['a macro of another', { Transform: ['Acme::Macro'] }, ['possible']],
  ['a part from elsewhere', { Metadata: { 'Fn::Transform': { Name: 'AWS::Include' } } }, ['possible']],
  ['a loop', { Outputs: { 'Fn::ForEach::A': ['N', ['a'], {}] } }, ['possible']],
  ['those of AWS that are known', { Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] }, []],
])('a nested template that is rewritten by %s', async (_, more, certainties) => {
  const objects = inMemoryObjects()
  await objects.create(bucket, 'blobs/sha256/abc', Buffer.from(template(withRole('arn:aws:s3:::acme/*'), more).text))
  const TemplateURL = `https://s3.eu-west-1.amazonaws.com/${bucket}/blobs/sha256/abc`
  const account = {
    ...awsAtEndpoint(ground.cloud.endpoint, {
      region: 'eu-west-1',
      account: '111111111111',
      secretAccessKey: 'any',
    }).at({}),
    objects,
  }
  const Inner = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } }
  const { result } = await ground.deploy({
    account,
    artifacts,
    capabilities,
    includeNested: false,
    template: template({ Inner }),
    ...planOnly,
  })
  const found = result?.plan?.artifactWriters ?? []
  expect(found.map(({ certainty }) => certainty)).toEqual(certainties)
})

const perhaps = {
  Parameters: { Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' } },
  Conditions: { Perhaps: { 'Fn::Equals': [{ Ref: 'Stored' }, 'a'] } },
}
const ifPerhaps = (one: unknown, other: unknown) => ({ 'Fn::If': ['Perhaps', one, other] })
const setParameter = (ParameterValue: unknown) => ({ ParameterKey: 'Files', ParameterValue })

test.each([
  ['a list', 'certain', { Parameters: [setParameter(bucket)] }],
  ['a list with a choice', 'possible', { Parameters: [setParameter(ifPerhaps(bucket, 'acme-files'))] }],
  ['a choice of lists', 'possible', { Parameters: ifPerhaps([setParameter(bucket)], []) }],
  ['a choice of entries', 'possible', { Parameters: [ifPerhaps(setParameter(bucket), setParameter('acme-files'))] }],
  ['overrides', 'possible', { StackInstancesGroup: [{ ParameterOverrides: [setParameter(bucket)] }] }],
  ['a mapping with a choice', 'possible', { Parameters: { Files: ifPerhaps(bucket, 'acme-files') } }],
  ['a choice of mappings', 'possible', { Parameters: ifPerhaps({ Files: bucket }, {}) }],
  ['a list without it', 'no', { Parameters: [{ ParameterKey: 'Other', ParameterValue: bucket }] }],
])('a stack set sees its parameters by %s', async (_, certainty, more) => {
  const Files = { Type: 'String', Default: 'acme-files' }
  const TemplateBody = template(withRole({ 'Fn::Sub': 'arn:aws:s3:::${Files}/*' }), { Parameters: { Files } }).text
  const All = { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody, StackSetName: 'all', ...more } }
  const writers = ['All/Work']
  const { result } = await ground.deploy({
    artifacts: { ...artifacts, writers },
    template: template({ All }, perhaps),
    ...planOnly,
  })
  const found = result?.plan?.artifactWriters ?? []
  expect(found.map((writer) => writer.certainty)).toEqual(certainty === 'no' ? [] : [certainty])
})

test('without an environment nothing is compared, and a note says so', async () => {
  const { result, reports } = await ground.deploy({ capabilities, template: template(withRole('*')), ...planOnly })
  expect(result?.plan?.artifactWriters).toBeUndefined()
  expect(texts(reports)).toContainEqual(expect.stringContaining('no environment is named'))
})

test('a template that only its address names is judged by what the change set holds', async () => {
  const url = 'https://s3.eu-west-1.amazonaws.com/elsewhere/template.json'
  ground.cloud.service.options = { templates: { [url]: template(withRole('*')).text } }
  const { error } = await ground.deploy({ artifacts, capabilities, template: { url } })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable' })
  expect(ground.cloud.service.executions).toEqual([])
  expect(ground.cloud.service.leftChangeSets).toEqual([])
})

test('what a macro makes of a template is judged as well', async () => {
  ground.cloud.service.options = { processed: template(withRole('*')).text }
  const wanted = template({ Work: { Type: 'Acme::Worker' } }, { Transform: 'Acme' })
  const options = { artifacts, capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'], template: wanted }
  expect((await ground.deploy(options)).error).toMatchObject({ reason: 'artifact-bucket-writable' })
  expect(ground.cloud.service.executions).toEqual([])
})

test('the template of a stack set counts like a nested one', async () => {
  const TemplateBody = template(withRole('*')).text
  const All = { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody, StackSetName: 'all' } }
  const { error } = await ground.deploy({ artifacts, template: template({ All }) })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable', message: expect.stringMatching(/^All\/Work /) })
})

test('a role that a module brings is judged by what the service makes of it', async () => {
  ground.cloud.service.options = { processed: template(withRole('*')).text }
  const wanted = template({ Work: { Type: 'Acme::Team::Worker::MODULE', Properties: {} } })
  const { error } = await ground.deploy({ artifacts, capabilities, template: wanted })
  expect(error).toMatchObject({ reason: 'artifact-bucket-writable' })
})
