import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: object
}

interface Document {
  readonly Version: string
  readonly Statement: readonly [Statement & { readonly Effect: string }]
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
    const called = calledIn('stacks.ts', 'cloudformation')
    expect(called.length).toBeGreaterThan(8)
    expect(called.filter((action) => !actionsOf(path).includes(action))).toEqual([])
  },
)

/** The calls that a file makes of stacks, as actions. */
function readBy(file: string): readonly string[] {
  const text = readFileSync(join(root, 'src', 'delivery', 'deployment', file), 'utf8')
  const bodies = readFileSync(join(root, 'src', 'aws', 'stacks.ts'), 'utf8').split(/^ {4}(?:async )?\*?(?=\w+\()/m)
  const called = [...text.matchAll(/\bstacks\.(\w+)\(/g)].map(([, name]) => name!)
  return called.map((name) => {
    const [, command] = /new sdk\.(\w+)Command/.exec(bodies.find((body) => body.startsWith(`${name}(`)) ?? '') ?? []
    if (command === undefined) throw new Error(`${file} calls ${name}, which is not in stacks.ts`)
    return `cloudformation:${command}`
  })
}

test.each([
  ['deploy/policy.json', ['change-tree.ts', 'event-reader.ts']],
  ['promote/policy.json', ['change-tree.ts', 'event-reader.ts']],
  ['promote/policy-plan.json', ['change-tree.ts']],
])(
  '%s allows what is read of nested stacks, whose names begin with that of the stack, and nothing else',
  (path, files) => {
    const nested = statements(path).filter(({ Resource }) => Resource.some((arn) => arn.includes('stack/STACK-')))
    expect(nested.map(({ Resource }) => Resource)).toEqual([['arn:aws:cloudformation:REGION:ACCOUNT:stack/STACK-*/*']])
    expect(nested[0]!.Action).toEqual([...new Set(files.flatMap(readBy))].sort())
  },
)

test('the policy of the gate allows every call about users and tables', () => {
  const called = [...calledIn('pool-users.ts', 'cognito-idp'), ...calledIn('empty-table.ts', 'dynamodb')]
  expect(called.length).toBeGreaterThan(8)
  expect(called.filter((action) => !actionsOf('quality-gate/policy.json').includes(action))).toEqual([])
})

test('the policy of the gate allows every call about rules and queues', () => {
  const names = calledIn('queue-behind-rule.ts', '').concat(calledIn('bus-observer.ts', ''))
  const allowed = actionsOf('quality-gate/policy.json').map((action) => action.replace(/^(events|sqs)/, ''))
  expect(names.filter((name) => !allowed.includes(name))).toEqual([])
})

test('a role that may only preview executes, deletes and records nothing', () => {
  const forbidden = /^cloudformation:(Execute|Delete(?!ChangeSet)|Continue|Update)/
  expect(actionsOf('promote/policy-plan.json').filter((action) => forbidden.test(action))).toEqual([])
  const written = statements('promote/policy-plan.json')
    .filter(({ Action }) => Action.includes('s3:PutObject'))
    .flatMap(({ Resource }) => Resource)
  expect(written).toEqual(['arn:aws:s3:::BUCKET/blobs/*', 'arn:aws:s3:::BUCKET/plans/*'])
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

test.each(['package', 'deploy', 'quality-gate', 'promote'])('the policy of %s has no wildcard for actions', (name) => {
  expect(actionsOf(`${name}/policy.json`).filter((action) => action.includes('*'))).toEqual([])
})

test('the bucket policy of the guide is the one that the template for buckets has', () => {
  const guides = join(root, 'docs', 'guides')
  const [, , copied] = [...readFileSync(join(guides, 'aws-access.md'), 'utf8').matchAll(/```json\n([\s\S]*?)```/g)]
  const { PolicyDocument } = parse(readFileSync(join(guides, 'artifact-bucket.yaml'), 'utf8')).Resources.LetTheNextRead
    .Properties
  const said = ({ Version, Statement: [{ Sid, Effect, Action, Resource }] }: Document) => [
    Version,
    Sid,
    Effect,
    Action,
    Resource.length,
  ]
  expect(said(JSON.parse(copied![1]!))).toEqual(said(PolicyDocument))
})

test.each(['deploy/policy.json', 'promote/policy.json', 'promote/policy-plan.json'])(
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

const all = ['package/policy', 'deploy/policy', 'promote/policy', 'promote/policy-plan', 'quality-gate/policy']

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
