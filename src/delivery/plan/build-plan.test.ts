import { expect, test } from '@jest/globals'
import type { ResourceChange } from '../../core/ports/stacks.ts'
import type { Template, TemplateResource } from '../template/template.ts'
import { fingerprinted, plannedChanges } from './build-plan.ts'
import type { Plan, PlannedChange } from './plan.ts'

type Resources = Record<string, TemplateResource>

function change(logicalId: string, type: string, more: Partial<ResourceChange> = {}): ResourceChange {
  return { action: 'Modify', logicalId, type, details: [], ...more }
}

function planned(changes: ResourceChange[], before: Resources, after: Resources, newStack = false): PlannedChange[] {
  const tree = (resources: Resources): Template => ({ Resources: resources })
  return plannedChanges(
    { changeSet: { changes }, before: tree(before), after: tree(after), nested: new Map() },
    newStack,
  )
}

const table = (properties: Record<string, unknown>, more: Partial<TemplateResource> = {}): TemplateResource => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { BillingMode: 'PAY_PER_REQUEST', ...properties },
  ...more,
})
const role = (...statements: unknown[]): TemplateResource => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements } }] },
})
const allow = (action: unknown, resource: unknown, more = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
})

test('a new key schema replaces a table, whatever the service says', () => {
  const before = { T: table({ KeySchema: ['a'], GlobalSecondaryIndexes: [{}] }) }
  const [found] = planned([change('T', 'AWS::DynamoDB::Table', { replacement: 'False' })], before, {
    T: table({ KeySchema: ['b'] }),
  })
  expect(found).toMatchObject({ effect: 'replace', because: ['KeySchema'] })
  expect(found?.risks).toEqual([
    { label: 'data loss', text: 'replaced: KeySchema changed; lost with it: all rows and 1 GSI' },
  ])
})

test('a resource may be called constructor', () => {
  const [found] = planned([change('constructor', 'AWS::SNS::Topic', { action: 'Add' })], {}, {
    constructor: { Type: 'AWS::SNS::Topic' },
  } as Resources)
  expect(found).toMatchObject({ resource: 'constructor', effect: 'add', risks: [] })
})

test('a table that is retained when it is replaced keeps its rows, and the new one has none', () => {
  const retained = { UpdateReplacePolicy: 'Retain' }
  const [found] = planned(
    [change('T', 'AWS::DynamoDB::Table', { replacement: 'True' })],
    { T: table({ TableName: 'a' }) },
    { T: table({ TableName: 'b' }, retained) },
  )
  const text = 'replaced: TableName changed; the new one starts empty; kept outside of the stack: all rows'
  expect(found).toMatchObject({ effect: 'replace', former: 'Retain', risks: [{ label: 'data loss', text }] })
})

test('a removed table is lost unless its deployed template retains it', () => {
  const changes = [
    change('Kept', 'AWS::DynamoDB::Table', { action: 'Remove' }),
    change('Lost', 'AWS::DynamoDB::Table', { action: 'Remove' }),
  ]
  const found = planned(changes, { Kept: table({}, { DeletionPolicy: 'Retain' }), Lost: table({}) }, {})
  expect(found.map(({ risks }) => risks.map(({ text }) => text))).toEqual([[], ['removed; lost with it: all rows']])
})

test('a create-only property whose value is known later may replace the resource', () => {
  const reference = (name: string) => ({ Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: name } } } })
  const [found] = planned(
    [change('Q', 'AWS::SQS::Queue', { replacement: 'False' })],
    reference('One'),
    reference('Two'),
  )
  expect(found).toMatchObject({ effect: 'may-replace', because: ['QueueName'] })
})

test('the word Conditional of an emulator means nothing for a type that we know', () => {
  const topic = (name: string) => ({ T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } } })
  const [found] = planned([change('T', 'AWS::SNS::Topic', { replacement: 'Conditional' })], topic('a'), topic('b'))
  expect(found).toMatchObject({ effect: 'modify', properties: ['DisplayName'] })
})

test('the word Conditional of the service stands for a type that we do not know', () => {
  const details = [{ target: 'Colour', requiresRecreation: 'Conditionally' }]
  const thing = (colour: string) => ({ X: { Type: 'AWS::New::Thing', Properties: { Colour: colour } } })
  const [found] = planned(
    [change('X', 'AWS::New::Thing', { replacement: 'Conditional', details })],
    thing('a'),
    thing('b'),
  )
  expect(found).toMatchObject({ effect: 'may-replace', because: ['Colour'] })
})

test('only what nobody could do before is a risk of access', () => {
  const before = { R: role(allow(['dynamodb:*'], { 'Fn::GetAtt': ['Store', 'Arn'] })) }
  const after = {
    R: role(
      allow(['dynamodb:GetItem'], { 'Fn::GetAtt': ['Store', 'Arn'] }),
      allow(['dynamodb:DeleteItem', 'dynamodb:PutItem'], { 'Fn::GetAtt': ['Other', 'Arn'] }),
    ),
  }
  const [found] = planned([change('R', 'AWS::IAM::Role')], before, after)
  expect(found?.risks).toEqual([{ label: 'access', text: '+ dynamodb:DeleteItem, dynamodb:PutItem on Other.Arn' }])
})

test('a condition or a Deny that is taken away is a risk of access', () => {
  const denial = { Effect: 'Deny', Action: 's3:*', Resource: '*' }
  const before = {
    R: role(allow('s3:GetObject', 'a', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), denial),
  }
  const [found] = planned([change('R', 'AWS::IAM::Role')], before, { R: role(allow('s3:GetObject', 'a')) })
  expect(found?.risks.map(({ text }) => text)).toEqual(['+ s3:GetObject on a', '- 1 Deny statement'])
})

test('in a new stack only permissions without bounds need attention', () => {
  const changes = [
    change('Fine', 'AWS::IAM::Role', { action: 'Add' }),
    change('Wide', 'AWS::IAM::Role', { action: 'Add' }),
  ]
  const found = planned(changes, {}, { Fine: role(allow('s3:GetObject', 'a')), Wide: role(allow('*', '*')) }, true)
  expect(found.map(({ risks }) => risks.length)).toEqual([0, 1])
})

test('what becomes public is a risk of exposure, what was public already is not', () => {
  const bucket = (open: boolean) => ({
    B: { Type: 'AWS::S3::Bucket', Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: !open } } },
  })
  const [opened] = planned([change('B', 'AWS::S3::Bucket')], bucket(false), bucket(true))
  const [stayed] = planned([change('B', 'AWS::S3::Bucket')], bucket(true), bucket(true))
  expect(opened?.risks).toEqual([{ label: 'exposure', text: 'BlockPublicAcls switched off' }])
  expect(stayed?.risks).toEqual([])
})

test.each([
  ['AWS::Lambda::Url', { AuthType: 'NONE' }],
  ['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: '*', FunctionName: 'f' }],
  [
    'AWS::SQS::QueuePolicy',
    { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: 'q' }] } },
  ],
  ['AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 22, ToPort: 22 }] }],
  ['AWS::RDS::DBInstance', { PubliclyAccessible: true }],
  ['AWS::ApiGateway::Method', { AuthorizationType: 'NONE', HttpMethod: 'POST' }],
])('%s open to anybody is a risk of exposure', (type, properties) => {
  const [found] = planned([change('X', type, { action: 'Add' })], {}, { X: { Type: type, Properties: properties } })
  expect(found?.risks.map(({ label }) => label)).toContain('exposure')
})

test('a dynamic reference is never shown', () => {
  const after = { R: role(allow('s3:GetObject', '{{resolve:secretsmanager:canary}}')) }
  const [found] = planned([change('R', 'AWS::IAM::Role')], { R: role() }, after)
  expect(JSON.stringify(found)).not.toContain('canary')
})

const plan: Plan = {
  formatVersion: 2,
  kind: 'update',
  stack: 's',
  account: '111111111111',
  region: 'eu-west-1',
  templateDigest: 'aa',
  parametersDigest: 'bb',
  parameters: ['A', 'B'],
  capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
  includeNested: false,
  importExisting: false,
  deploymentMode: 'STANDARD',
  disableRollback: false,
  terminationProtection: false,
  resolvedParameters: {},
  changes: planned([change('B', 'AWS::SNS::Topic'), change('A', 'AWS::SNS::Topic')], {}, {}),
}

test('a fingerprint does not depend on the order in which things are listed', () => {
  const reordered = { ...plan, parameters: ['B', 'A'], capabilities: [...plan.capabilities].reverse() }
  const changes = planned([change('A', 'AWS::SNS::Topic', { physicalId: 'x' }), change('B', 'AWS::SNS::Topic')], {}, {})
  expect(fingerprinted({ ...reordered, changes }).fingerprint).toBe(fingerprinted(plan).fingerprint)
})

test.each<[string, Partial<Plan>]>([
  ['template', { templateDigest: 'ab' }],
  ['parameters', { parametersDigest: 'bc' }],
  ['account', { account: '222222222222' }],
  ['tags', { tags: { a: 'b' } }],
  ['capabilities', { capabilities: [] }],
  ['rollback', { disableRollback: true }],
  ['changes', { changes: [] }],
])('a fingerprint depends on the %s', (_what, difference) => {
  expect(fingerprinted({ ...plan, ...difference }).fingerprint).not.toBe(fingerprinted(plan).fingerprint)
})
