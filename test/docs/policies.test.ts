import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

interface Statement {
  readonly Sid: string
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
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
