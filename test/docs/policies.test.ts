import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { artifactBucketPolicy } from '../../src/aws/s3/artifact-bucket-policy.ts'
import { previewStackName } from '../../src/delivery/deployment/preview/preview-release.ts'
import { resolveValue } from '../../src/delivery/template/resolve-values.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { artifactBucketTemplate } from '../support/artifact-bucket-template.ts'

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: object
}

interface Rule {
  readonly Prefix?: string
}

const root = packageRoot()

function statements(path: string): readonly Statement[] {
  return JSON.parse(readFileSync(join(root, 'actions', path), 'utf8')).Statement
}

function actionsOf(path: string): readonly string[] {
  return statements(path).flatMap(({ Action }) => Action)
}

/** The actions behind the commands and paginators of a file of `src/aws`; the batch of a call needs the call. */
function calledIn(file: string, service: string): readonly string[] {
  const text = readFileSync(join(root, 'src', 'aws', file), 'utf8')
  const names = [...text.matchAll(/new (?:\w+\.)*(\w+)Command\(/g), ...text.matchAll(/\.paginate(\w+)\(/g)].map(
    ([, name]) => name!.replace(/^DeleteMessageBatch$/, 'DeleteMessage'),
  )
  return [...new Set(names)].map((name) => `${service}:${name}`)
}

test.each(['deploy/policy.json', 'promote/policy.json'])(
  '%s allows every call that is made of CloudFormation',
  (path) => {
    const files = ['cloudformation/stacks.ts', 'cloudformation/stack-events.ts', 'cloudformation/operation-events.ts']
    const called = files.flatMap((file) => calledIn(file, 'cloudformation'))
    expect(called.length).toBeGreaterThan(8)
    expect(called.filter((action) => !actionsOf(path).includes(action))).toEqual([])
  },
)

test('pipeline/policy.json allows every call that is made of pipelines and logs, and no other', () => {
  const called = [
    ...calledIn('codepipeline/pipelines.ts', 'codepipeline'),
    ...calledIn('cloudwatch-logs/log-tail.ts', 'logs'),
  ]
  expect(called.sort()).toEqual([...actionsOf('pipeline/policy.json')].sort())
})

/** The calls that a file makes of stacks, as actions. */
function readBy(file: string): readonly string[] {
  const text = readFileSync(join(root, 'src', 'delivery', file), 'utf8')
  const events = `events(${readFileSync(join(root, 'src', 'aws', 'cloudformation', 'stack-events.ts'), 'utf8')}`
  const bodies = readFileSync(join(root, 'src', 'aws', 'cloudformation', 'stacks.ts'), 'utf8').split(
    /^ {4}(?:async )?\*?(?=\w+\()/m,
  )
  const called = [...text.matchAll(/\bstacks\.(\w+)\(/g)].map(([, name]) => name!)
  return called.map((name) => {
    const [, command] =
      /new sdk\.(\w+)Command/.exec([events, ...bodies].find((body) => body.startsWith(`${name}(`)) ?? '') ?? []
    if (command === undefined) throw new Error(`${file} calls ${name}, which is not in stacks.ts`)
    return `cloudformation:${command}`
  })
}

test.each([
  ['deploy/policy.json', ['deployment/change-set/change-tree.ts', 'following/event-reader.ts']],
  ['promote/policy.json', ['deployment/change-set/change-tree.ts', 'following/event-reader.ts']],
  ['promote/policy-plan.json', ['deployment/change-set/change-tree.ts']],
])(
  '%s allows what is read of nested stacks, whose names begin with that of the stack, and nothing else',
  (path, files) => {
    const nested = statements(path).filter(({ Resource }) => Resource.some((arn) => arn.includes('stack/STACK-')))
    expect(nested.map(({ Resource }) => Resource)).toEqual([['arn:aws:cloudformation:REGION:ACCOUNT:stack/STACK-*/*']])
    expect(nested[0]!.Action).toEqual([...new Set(files.flatMap(readBy))].sort())
  },
)

test('the policy of the gate allows every call about users and tables', () => {
  const called = [...calledIn('gate/pool-users.ts', 'cognito-idp'), ...calledIn('gate/empty-table.ts', 'dynamodb')]
  expect(called.length).toBeGreaterThan(8)
  expect(called.filter((action) => !actionsOf('quality-gate/policy.json').includes(action))).toEqual([])
})

test('the policy of the gate allows every call about rules and queues', () => {
  const names = calledIn('gate/queue-behind-rule.ts', '').concat(calledIn('gate/bus-observer.ts', ''))
  const allowed = actionsOf('quality-gate/policy.json').map((action) => action.replace(/^(events|sqs)/, ''))
  expect(names.filter((name) => !allowed.includes(name))).toEqual([])
})

test.each(['deploy', 'quality-gate', 'promote'])('the policy of %s allows every call to a key that signs', (stage) => {
  const called = calledIn('kms-signer.ts', 'kms')
  expect(called).toEqual(['kms:GetPublicKey', 'kms:Sign'])
  expect(called.filter((action) => !actionsOf(`${stage}/policy.json`).includes(action))).toEqual([])
})

test('a role that may only preview, or only packages, signs nothing', () => {
  const previews = [...actionsOf('promote/policy-plan.json'), ...actionsOf('deploy/policy-plan.json')]
  const actions = [...previews, ...actionsOf('package/policy.json')]
  expect(actions.filter((action) => action.startsWith('kms:'))).toEqual([])
})

test('a role that may only preview executes, deletes and records nothing', () => {
  const forbidden = /^cloudformation:(Execute|Delete(?!ChangeSet)|Continue|Update)/
  expect(actionsOf('promote/policy-plan.json').filter((action) => forbidden.test(action))).toEqual([])
  const written = statements('promote/policy-plan.json')
    .filter(({ Action }) => Action.includes('s3:PutObject'))
    .flatMap(({ Resource }) => Resource)
  expect(written).toEqual(['arn:aws:s3:::BUCKET/blobs/*', 'arn:aws:s3:::BUCKET/plans/*'])
})

test('a role that previews pull requests executes and records nothing, and deletes nothing but its own empty stack', () => {
  const forbidden = /^cloudformation:(Execute|Continue|Update|Create(?!ChangeSet))/
  expect(actionsOf('deploy/policy-plan.json').filter((action) => forbidden.test(action))).toEqual([])
  const placesOf = (pattern: RegExp) =>
    statements('deploy/policy-plan.json')
      .filter(({ Action }) => Action.some((action) => pattern.test(action)))
      .flatMap(({ Resource }) => Resource)
  expect(placesOf(/^s3:(Put|Delete|Abort)/)).toEqual(['arn:aws:s3:::BUCKET/previews/*'])
  expect(placesOf(/:DeleteStack$/)).toEqual(['arn:aws:cloudformation:REGION:ACCOUNT:stack/liftlock-preview-STACK/*'])
  expect(previewStackName('STACK')).toBe('liftlock-preview-STACK')
})

test('evidence of the gate is written by the role of the gate alone', () => {
  const writers = ['package', 'deploy', 'quality-gate'].filter((name) =>
    statements(`${name}/policy.json`).some(
      ({ Action, Resource }) =>
        Action.includes('s3:PutObject') && Resource.some((arn) => /evidence\/(\*\/quality-gate|\*$)/.test(arn)),
    ),
  )
  expect(writers).toEqual(['quality-gate'])
})

test.each(['deploy/policy.json', 'quality-gate/policy.json', 'promote/policy.json', 'promote/policy-plan.json'])(
  '%s lets evidence be read with all its versions, wherever it lets evidence be read',
  (path) => {
    const reading = statements(path).filter(
      ({ Action, Resource }) =>
        Action.some((action) => action.startsWith('s3:GetObject')) &&
        Resource.some((arn) => arn.includes('/evidence/')),
    )
    expect(reading.length).toBeGreaterThan(0)
    const buckets = reading.flatMap(({ Resource }) =>
      Resource.filter((arn) => arn.includes('/evidence/')).map((arn) => arn.split('/')[0]),
    )
    const listed = statements(path).filter(({ Action }) => Action.includes('s3:ListBucketVersions'))
    expect(listed.flatMap(({ Resource }) => Resource)).toEqual(expect.arrayContaining(buckets))
    for (const { Action } of reading) expect(Action).toEqual(['s3:GetObject', 's3:GetObjectVersion'])
  },
)

test.each(['package', 'deploy', 'quality-gate', 'promote'])('the policy of %s has no wildcard for actions', (name) => {
  expect(actionsOf(`${name}/policy.json`).filter((action) => action.includes('*'))).toEqual([])
})

/** In the template, in the text to copy, and in the buckets that the local AWS makes. */
test('an artifact bucket has the same policy everywhere', async () => {
  const role = (name: string) => `arn:aws:iam::ACCOUNT:role/${name}`
  const policy = artifactBucketPolicy({
    bucket: 'BUCKET',
    environment: 'ENVIRONMENT',
    account: 'ACCOUNT',
    readers: ['READER_ACCOUNT'],
    roles: {
      administrators: [role('ADMINISTRATOR')],
      package: [role('PACKAGE_ROLE')],
      deploy: [role('DEPLOY_ROLE')],
      gate: [role('GATE_ROLE')],
      promote: [role('PROMOTE_ROLE')],
      plan: [role('PLAN_ROLE')],
      preview: [role('PREVIEW_ROLE')],
    },
  })
  const copied = readFileSync(join(root, 'docs', 'guides', 'artifact-bucket-policy.json'), 'utf8')
  expect(JSON.parse(copied)).toEqual(policy)

  const template = await artifactBucketTemplate({
    Name: 'BUCKET',
    Environment: 'ENVIRONMENT',
    Administrators: role('ADMINISTRATOR'),
    PackageRoles: role('PACKAGE_ROLE'),
    DeployRoles: role('DEPLOY_ROLE'),
    GateRoles: role('GATE_ROLE'),
    PromoteRoles: role('PROMOTE_ROLE'),
    PlanRoles: role('PLAN_ROLE'),
    PreviewRoles: role('PREVIEW_ROLE'),
    Readers: 'READER_ACCOUNT',
  })
  const values = { stack: 'artifacts', account: 'ACCOUNT', region: 'eu-west-1', parameters: [], former: {} }
  expect(resolveValue(template.Resources.Policy!.Properties!.PolicyDocument, { template, values })).toEqual(policy)
})

test('no rule of an artifact bucket removes a version of what vouches for a release', async () => {
  const { Resources } = await artifactBucketTemplate({})
  expect(Resources.Bucket!.Properties!.VersioningConfiguration).toEqual({ Status: 'Enabled' })
  const { Rules } = Resources.Bucket!.Properties!.LifecycleConfiguration as { readonly Rules: readonly Rule[] }
  const removing = Rules.filter((rule) => Object.keys(rule).some((key) => /Expiration|Transition/.test(key)))
  expect(removing.map(({ Prefix }) => Prefix)).toEqual(['previews/', 'locks/', 'environments/'])
})

test('the template for artifact buckets lets nobody name roles by a pattern, administrators apart', async () => {
  const { Parameters } = await artifactBucketTemplate({})
  const fits = (name: string, value: string) =>
    new RegExp((Parameters![name] as { readonly AllowedPattern?: string }).AllowedPattern ?? '').test(value)
  const writers = ['PackageRoles', 'DeployRoles', 'GateRoles', 'PromoteRoles', 'PlanRoles', 'PreviewRoles']
  const one = 'arn:aws:iam::111111111111:role/line/gate'
  expect(writers.filter((name) => fits(name, '*') || fits(name, `${one}*`) || fits(name, `${one}, ${one}`))).toEqual([])
  expect(writers.filter((name) => fits(name, one) && fits(name, `${one},${one}`) && fits(name, 'none'))).toEqual(
    writers,
  )
  expect([fits('Administrators', 'none'), fits('Administrators', '*'), fits('Administrators', `${one}*`)]).toEqual([
    false,
    false,
    true,
  ])
})

test.each(['deploy/policy.json', 'deploy/policy-plan.json', 'promote/policy.json', 'promote/policy-plan.json'])(
  '%s passes one role on, by its exact name and to CloudFormation alone',
  (path) => {
    const passing = statements(path).filter(({ Action }) => Action.some((action) => action.startsWith('iam:')))
    expect(passing.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition }))).toEqual([
      {
        Action: ['iam:PassRole'],
        Resource: ['arn:aws:iam::ACCOUNT:role/SERVICE_ROLE'],
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
    ])
  },
)

const all = [
  'package/policy',
  'deploy/policy',
  'deploy/policy-plan',
  'promote/policy',
  'promote/policy-plan',
  'quality-gate/policy',
]

test.each(all)(
  'what %s.json lets write is written once, and only locks and the record of an environment are replaced',
  (name) => {
    for (const { Sid, Action, Resource, Condition } of statements(`${name}.json`).filter(({ Action }) =>
      Action.includes('s3:PutObject'),
    )) {
      expect(Action).toEqual(Condition === undefined ? ['s3:GetObject', 's3:PutObject'] : ['s3:PutObject'])
      if (Condition === undefined)
        expect(Resource.filter((arn) => !/BUCKET\/(locks|environments)\//.test(arn))).toEqual([])
      else if (Sid === 'UploadInParts') expect(Condition).toEqual({ Bool: { 's3:ObjectCreationOperation': 'false' } })
      else expect(Condition).toEqual({ Null: { 's3:if-none-match': 'false' } })
    }
  },
)
