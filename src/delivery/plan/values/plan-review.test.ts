import { expect, test } from '@jest/globals'
import { brokenRows, hostileText, liveMarkup } from '../../../../test/support/live-markdown.ts'
import type { ResourceChange, Stack } from '../../../core/ports/stacks.ts'
import type { Template, TemplateResource } from '../../template/template.ts'
import { fingerprinted, plannedChanges } from '../build-plan.ts'
import type { FingerprintedPlan } from '../plan.ts'
import { planMarkdown } from '../rendering/plan-markdown.ts'
import { planText } from '../rendering/plan-text.ts'
import { reviewMarkdown } from '../rendering/review-markdown.ts'
import { planReview } from './plan-review.ts'
import type { PlanReview } from './review.ts'

type Resources = Record<string, TemplateResource>

interface Trial {
  readonly before: Resources
  readonly after: Resources
  readonly parameters?: Template['Parameters']
  readonly conditions?: Template['Conditions']
  readonly former?: Record<string, string>
  readonly given?: Record<string, string | undefined>
  readonly secrets?: readonly string[]
  readonly details?: Record<string, ResourceChange['details']>
}

function reviewed(trial: Trial): { readonly plan: FingerprintedPlan; readonly review: PlanReview } {
  const { before, after, details = {}, former = {}, given = {}, secrets = [] } = trial
  const template = (Resources: Resources): Template => ({
    Parameters: trial.parameters ?? {},
    Conditions: trial.conditions ?? {},
    Resources,
  })
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changes = names.map((logicalId): ResourceChange => {
    const [one, other] = [before[logicalId], after[logicalId]]
    const action = one === undefined ? 'Add' : other === undefined ? 'Remove' : 'Modify'
    return { action, logicalId, type: (other ?? one)!.Type, details: details[logicalId] ?? [] }
  })
  const tree = {
    changeSet: { changes },
    before: template(before),
    after: template(after),
    valued: changes,
    nested: new Map(),
  }
  const plan = fingerprinted({
    formatVersion: 2,
    kind: 'update',
    stack: 'shop',
    account: '111111111111',
    region: 'eu-west-1',
    templateDigest: 't',
    parametersDigest: 'p',
    parameters: Object.keys(trial.parameters ?? {}),
    capabilities: [],
    includeNested: false,
    importExisting: false,
    deploymentMode: 'STANDARD',
    disableRollback: false,
    terminationProtection: false,
    resolvedParameters: {},
    changes: plannedChanges(tree, false),
  })
  const stack = { parameters: former, tags: {} } as unknown as Stack
  const parameters = Object.entries(given).map(([name, value]) => ({ name, value }))
  return { plan, review: planReview({ tree, plan, stack, parameters, secrets }) }
}

const valuesOf = (trial: Trial) => reviewed(trial).review.changes.flatMap(({ values }) => values)
const func = (more: Record<string, unknown>): Resources => ({ F: { Type: 'AWS::Lambda::Function', Properties: more } })
const variables = (Variables: Record<string, unknown>) => func({ Environment: { Variables } })
const role = (...Statement: unknown[]): Resources => ({
  R: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } },
})

test('parameters, conditions and references are worked out, one variable at a time', () => {
  const parameters = { Stage: { Type: 'String', Default: 'test' } }
  const conditions = { Live: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }
  const values = valuesOf({
    parameters,
    conditions,
    former: { Stage: 'test' },
    given: { Stage: 'prod' },
    before: variables({ A: { 'Fn::Sub': '${Stage}-${AWS::Region}' }, B: 'x', C: { Ref: 'T' }, D: 'gone' }),
    after: variables({
      A: { 'Fn::Sub': '${Stage}-${AWS::Region}' },
      B: { 'Fn::If': ['Live', 'y', 'z'] },
      C: { 'Fn::GetAtt': ['T', 'Arn'] },
    }),
  })
  const at = (name: string) => `Environment.Variables.${name}`
  expect(values).toEqual([
    { path: at('A'), before: 'test-eu-west-1', after: 'prod-eu-west-1' },
    { path: at('B'), before: 'x', after: 'y' },
    { path: at('C'), before: '${T}', after: '${T.Arn}' },
    { path: at('D'), before: 'gone' },
  ])
})

test('a secret parameter is shown nowhere, whatever is made of it', () => {
  const parameters = { Password: { Type: 'String', NoEcho: 'yes' }, Kind: { Type: 'String', Default: 'a' } }
  const conditions = { IsCanary: { 'Fn::Equals': [{ Ref: 'Password' }, 'canary-secret'] } }
  const made = (name: string) =>
    variables({
      URL: { 'Fn::Sub': `postgres://${name}:\${Password}@host` },
      JOINED: { 'Fn::Join': ['-', [name, { Ref: 'Password' }]] },
      PART: { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Sub': `\${Password}-${name}` }] }] },
      CODED: { 'Fn::Base64': { 'Fn::Join': ['', [name, { Ref: 'Password' }]] } },
      CHOSEN: { 'Fn::If': ['IsCanary', `yes ${name}`, `no ${name}`] },
      LITERAL: `${name} canary-secret`,
    })
  const { plan, review } = reviewed({
    parameters,
    conditions,
    former: { Password: '****' },
    given: { Password: 'canary-secret' },
    before: made('one'),
    after: made('two'),
  })
  const shown = [JSON.stringify(review), planMarkdown(plan, { review }), JSON.stringify(planText(plan, { review }))]
  expect(shown.filter((text) => /canary/.test(text))).toEqual([])
  const [change] = review.changes
  const paths = change!.values.map(({ path }) => path)
  expect(paths).toContain('Environment.Variables.URL')
  expect(change!.values.find(({ path }) => path.endsWith('URL'))).toMatchObject({ after: 'postgres://two:****@host' })
  expect(change!.values.find(({ path }) => path.endsWith('LITERAL'))).toMatchObject({ after: 'two ***' })
})

test('a property that changes by its secret alone is named, without values', () => {
  const same = func({ Description: 'x', KmsKeyArn: { Ref: 'Password' } })
  const details = { F: [{ target: 'KmsKeyArn', cause: 'Password' }] }
  const parameters = { Password: { Type: 'String', NoEcho: true } }
  expect(valuesOf({ parameters, given: { Password: 'canary' }, before: same, after: same, details })).toEqual([
    { path: 'KmsKeyArn', before: '****', after: '****', remark: 'has a secret, which may change' },
  ])
})

test('a dynamic reference stays as it is written, and the service never resolves it for us', () => {
  const secret = (name: string) => `{{resolve:secretsmanager:${name}:SecretString:password}}`
  const changed = valuesOf({ before: func({ A: secret('old') }), after: func({ A: secret('new') }) })
  expect(changed).toEqual([{ path: 'A', before: secret('old'), after: secret('new') }])
  const same = func({ A: secret('old'), B: 'x' })
  const details = { F: [{ target: 'A', path: '/Properties/A', before: 'canary-1', after: 'canary-2' }] }
  expect(JSON.stringify(reviewed({ before: same, after: same, details }).review)).not.toContain('canary')
})

test.each(['DB_PASSWORD', 'ApiKey', 'GITHUB_TOKEN', 'dbPwd', 'CONNECTION_STRING', 'client-secret'])(
  'the literal value of %s is hidden, and its change is not',
  (name) => {
    expect(valuesOf({ before: variables({ [name]: 'canary1' }), after: variables({ [name]: 'canary2' }) })).toEqual([
      { path: `Environment.Variables.${name}`, before: '****', after: '****', remark: 'a secret, which changes' },
    ])
  },
)

test.each(['DB_SECRET_ARN', 'TokenValidityUnits', 'PasswordLength', 'KEY_TABLE', 'ServiceToken', 'COMPASS', 'AUTHOR'])(
  'the value of %s is shown: it only speaks about a secret, or of something else',
  (name) => {
    const values = valuesOf({ before: variables({ [name]: 'one' }), after: variables({ [name]: 'two' }) })
    expect(values).toEqual([{ path: `Environment.Variables.${name}`, before: 'one', after: 'two' }])
  },
)

test('secrets are hidden in JSON inside a text, in containers and in addresses', () => {
  const container = (value: string) => ({
    T: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Containers: [{ Name: 'web', Environment: [{ Name: 'API_TOKEN', Value: value }] }],
        Body: JSON.stringify({ password: value, size: value.length }),
        SecretString: JSON.stringify({ user: value }),
        Address: `https://ann:${value}@host/path`,
      },
    },
  })
  const { review } = reviewed({ before: container('canary-1'), after: container('canary-22') })
  expect(JSON.stringify(review)).not.toContain('canary')
  expect(review.changes[0]!.values.map(({ path }) => path)).toEqual([
    'Address',
    'Body.password',
    'Body.size',
    'Containers[web].Environment[API_TOKEN]',
    'SecretString',
  ])
})

test('items of lists are compared by their names, and single values as a set', () => {
  const tags = (...pairs: [string, string][]) => pairs.map(([Key, Value]) => ({ Key, Value }))
  const values = valuesOf({
    before: func({ Tags: tags(['env', 'test'], ['team', 'a']), Layers: ['x', 'y'], Architectures: ['arm64', 'x86'] }),
    after: func({
      Tags: tags(['team', 'a'], ['env', 'prod']),
      Layers: ['y', 'z', 'w'],
      Architectures: ['x86', 'arm64'],
    }),
  })
  expect(values).toEqual([
    { path: 'Architectures', before: 'arm64, x86', after: 'x86, arm64', remark: 'another order' },
    { path: 'Layers', before: 'x' },
    { path: 'Layers', after: 'z' },
    { path: 'Layers', after: 'w' },
    { path: 'Tags[env]', before: 'test', after: 'prod' },
  ])
})

test('statements of a policy are compared by Sid or by what they share', () => {
  const allow = (Action: unknown, Resource: unknown, more = {}) => ({ Effect: 'Allow', Action, Resource, ...more })
  const values = valuesOf({
    before: role(allow('s3:GetObject', 'a'), allow(['sqs:SendMessage'], 'q'), allow('sns:Publish', 't')),
    after: role(allow(['sqs:SendMessage', 'sqs:Purge'], 'q'), allow('s3:GetObject', '*'), allow('kms:Decrypt', 'k')),
  })
  expect(values).toEqual([
    { path: 'PolicyDocument.Statement[Allow s3:GetObject].Resource', before: 'a', after: '*' },
    { path: 'PolicyDocument.Statement[Allow on q].Action', after: 'sqs:Purge' },
    { path: 'PolicyDocument.Statement[Allow sns:Publish]', before: 'Allow sns:Publish on t' },
    { path: 'PolicyDocument.Statement[Allow kms:Decrypt]', after: 'Allow kms:Decrypt on k' },
  ])
  const named = (Resource: string) => allow('s3:GetObject', Resource, { Sid: 'Read' })
  expect(valuesOf({ before: role(named('a')), after: role(named('b')) })).toEqual([
    { path: 'PolicyDocument.Statement[Read].Resource', before: 'a', after: 'b' },
  ])
})

test('a text of several lines is shown by its changed lines', () => {
  const code = (line: string) => func({ Code: { ZipFile: `a\nb\nc\n${line}\ne\nf\ng\n` } })
  const [value] = valuesOf({ before: code('d'), after: code('D') })
  expect(value!.lines).toEqual(['…', '  c', '- d', '+ D', '  e', '…'])
})

test('a value that only the service knows comes from the change set', () => {
  const same = func({ MemorySize: 512 })
  const details = { F: [{ target: 'MemorySize', path: '/Properties/MemorySize', before: '1024', after: '512' }] }
  expect(valuesOf({ before: same, after: same, details })).toEqual([
    { path: 'MemorySize', before: '1024', after: '512' },
  ])
})

test('a replacement says what forces it, and what happens to data', () => {
  const table = (name: string, more = {}): Resources => ({
    T: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ AttributeName: name, KeyType: 'HASH' }] },
      ...more,
    },
  })
  const { review } = reviewed({ before: table('id'), after: table('orderId') })
  expect(review.changes).toMatchObject([
    {
      resource: 'T',
      effect: 'replace',
      replacement:
        'A new resource replaces it: KeySchema cannot change in place. The former one is removed, and with it all rows; nothing is copied.',
      values: [{ path: 'KeySchema[HASH]', before: 'id', after: 'orderId' }],
    },
  ])
  const kept = reviewed({ before: table('id'), after: table('orderId', { UpdateReplacePolicy: 'Retain' }) })
  expect(kept.review.changes[0]!.replacement).toMatch(/stays outside of the stack, with all rows\.$/)
})

test('what only follows new code is one line, and risks are never folded', () => {
  const functions = (key: string, count: number): Resources =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `F${index}`,
        { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'b', S3Key: key } } },
      ]),
    )
  const table = (mode: string): Resources => ({
    Z: { Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: mode } },
  })
  const deployment = (id: string): Resources => ({ [id]: { Type: 'AWS::ApiGateway::Deployment', Properties: {} } })
  const { review, plan } = reviewed({
    before: { ...functions('a', 17), ...table('PROVISIONED'), ...deployment('Dep1') },
    after: { ...functions('b', 17), ...table('PAY_PER_REQUEST'), ...deployment('Dep2') },
  })
  expect(review.folded.map(({ text }) => text)).toEqual([
    '17 functions get new code',
    '2 API deployments, stages and function versions are made anew',
  ])
  expect(review.changes.map(({ resource }) => resource)).toEqual(['Z'])
  const text = String(planText(plan, { review }))
  expect(text.indexOf('BillingMode')).toBeLessThan(text.indexOf('17 functions get new code'))
  expect(text).not.toContain('F12')
})

test('risks come first', () => {
  const { review } = reviewed({
    before: { ...func({ MemorySize: 1 }), Z: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a' } } },
    after: { ...func({ MemorySize: 2 }), Z: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' } } },
  })
  expect(review.changes.map(({ resource }) => resource)).toEqual(['Z', 'F'])
})

test('no value becomes markup or a line of its own, in Markdown and in text', () => {
  const hostile = (more: string) => `${hostileText}\u001b[31m\u202e::error::x${more}`
  const resources = (more: string): Resources => ({
    [hostileText]: { Type: 'AWS::Lambda::Function', Properties: { [hostile('')]: hostile(more), Lines: hostile('') } },
  })
  const { review } = reviewed({
    before: resources('1'),
    after: { ...resources('2'), [hostileText]: { Type: 'AWS::Lambda::Function', Properties: { Short: hostileText } } },
  })
  const markdown = reviewMarkdown(review, false)
  const outside = markdown.replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, '')
  expect(liveMarkup(outside)).toEqual([])
  expect(brokenRows(outside)).toEqual([])
  expect(['\u001b', '\u202e'].filter((sign) => markdown.includes(sign))).toEqual([])
})

test('what is shown changes no fingerprint', () => {
  const { plan } = reviewed({ before: func({ MemorySize: 1 }), after: func({ MemorySize: 2 }) })
  const { fingerprint, ...rest } = plan
  expect(fingerprinted(rest).fingerprint).toBe(fingerprint)
  expect(JSON.stringify(plan)).not.toContain('"before"')
})

test('long values are cut where they differ, and many values are counted', () => {
  const long = (end: string) => func({ Description: `${'x'.repeat(3000)}${end}` })
  const one = reviewed({ before: long('1'), after: long('2') })
  expect(planMarkdown(one.plan, { review: one.review })).toContain('`…xxxxxxxxxxxxxxxxxxxx1`')
  const many = (value: string) =>
    variables(Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`V${index}`, value.repeat(200)])))
  const { plan, review } = reviewed({ before: many('a'), after: many('b') })
  expect(review.changes[0]!.left).toBeGreaterThan(0)
  expect(planMarkdown(plan, { review }).length).toBeLessThan(65_536)
  expect(String(planText(plan, { review })).split('\n').length).toBeLessThan(200)
})

test('values that change alike are shown once, and new code beside them is counted', () => {
  const functions = (key: string, level: string): Resources =>
    Object.fromEntries(
      ['A', 'B', 'C'].map((id) => [
        id,
        {
          Type: 'AWS::Lambda::Function',
          Properties: { Code: { S3Key: key }, Environment: { Variables: { L: level } } },
        },
      ]),
    )
  const { review, plan } = reviewed({ before: functions('a', 'INFO'), after: functions('b', 'DEBUG') })
  expect(review.changes).toEqual([
    {
      resource: 'A',
      type: 'AWS::Lambda::Function',
      effect: 'modify',
      values: [{ path: 'Environment.Variables.L', before: 'INFO', after: 'DEBUG' }],
      alike: ['B', 'C'],
    },
  ])
  expect(review.folded.map(({ text }) => text)).toEqual(['3 functions get new code'])
  expect(JSON.stringify(planText(plan, { review }))).toContain('the same in B, C')
})

test('an empty object in place of another is a change', () => {
  const acl = (name: string): Resources => ({
    W: { Type: 'AWS::WAFv2::WebACL', Properties: { DefaultAction: { [name]: {} } } },
  })
  expect(valuesOf({ before: acl('Allow'), after: acl('Block') })).toEqual([
    { path: 'DefaultAction.Allow', before: '{}' },
    { path: 'DefaultAction.Block', after: '{}' },
  ])
})

test('a secret parameter that is given counts as one that changes, and one that is kept does not', () => {
  const trial = { parameters: { Password: { NoEcho: true } }, former: { Password: '****' }, before: {}, after: {} }
  expect(reviewed({ ...trial, given: { Password: 'canary' } }).review.settings).toEqual([
    {
      path: 'Parameters.Password',
      before: '****',
      after: '****',
      remark: 'a secret that is given, and not compared',
    },
  ])
  expect(reviewed({ ...trial, given: { Password: undefined } }).review.settings).toEqual([])
})

test('versions that look like numbers differ, and a number is the same as its text', () => {
  const values = valuesOf({
    before: func({ Description: '0.31.1-prod', MemorySize: 512, Tracing: true }),
    after: func({ Description: '0.31.2-prod', MemorySize: '512', Tracing: 'true' }),
  })
  expect(values).toEqual([{ path: 'Description', before: '0.31.1-prod', after: '0.31.2-prod' }])
})

test('a choice whose condition is not known before the deployment stays a choice, inside lists too', () => {
  const conditions = { Later: { 'Fn::Equals': [{ 'Fn::ImportValue': 'x' }, 'y'] } }
  const group = (port: number): Resources => ({
    G: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: [{ 'Fn::If': ['Later', { FromPort: port }, { Ref: 'AWS::NoValue' }] }] },
    },
  })
  const [value, ...more] = valuesOf({ conditions, before: group(1), after: group(2) })
  expect(more).toEqual([])
  expect(value).toMatchObject({ before: expect.stringContaining('1'), after: expect.stringContaining('2') })
})

test('an alias that moves to the version of new code is folded, and its other changes are not', () => {
  const alias = (version: string, more = {}): Resources => ({
    [`V${version}`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } },
    A: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionVersion: { 'Fn::GetAtt': [`V${version}`, 'Version'] }, ...more },
    },
  })
  expect(reviewed({ before: alias('1'), after: alias('2') }).review).toMatchObject({
    changes: [],
    folded: [{ text: '3 API deployments, stages and function versions are made anew' }],
  })
  expect(reviewed({ before: alias('1'), after: alias('2', { Description: 'x' }) }).review.changes).toMatchObject([
    { resource: 'A', values: [{ path: 'Description', after: 'x' }] },
  ])
})
