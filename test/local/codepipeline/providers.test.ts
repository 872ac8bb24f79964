import { expect, test } from '@jest/globals'
import { furtherPermissions } from '../../../src/local/codepipeline/operations/further-permissions.ts'
import { permissionOf } from '../../../src/local/codepipeline/operations/permission.ts'
import { performer } from '../../../src/local/codepipeline/providers/perform.ts'
import { checkVariable } from '../../../src/local/codepipeline/providers/variable-check.ts'
import type { Order } from '../../../src/local/codepipeline/service/perform-work.ts'

const order = (work: object, job = () => ({})) => ({ work, job }) as unknown as Order

test.each([
  ['EQ', 'a', 'a', 'Succeeded'],
  ['EQ', 'a', 'b', 'Failed'],
  ['NE', 'a', 'b', 'Succeeded'],
  ['NE', 'a', 'a', 'Failed'],
  ['CONTAINS', 'main-7', 'main', 'Succeeded'],
  ['CONTAINS', 'main', 'main-7', 'Failed'],
  ['MATCHES', 'v12', '^v\\d+$', 'Succeeded'],
  ['MATCHES', 'v1x', '^v\\d+$', 'Failed'],
])('a variable is compared by %s: %s with %s', async (Operator, Variable, Value, status) => {
  const work = { resolvedConfiguration: { Operator, Variable, Value } } as unknown as Order['work']
  expect((await checkVariable({ work })).status).toBe(status)
})

test.each([
  ['an expression that is none', { Operator: 'MATCHES', Variable: 'a', Value: '(' }],
  ['an unknown operator', { Operator: 'LT', Variable: 'a', Value: 'b' }],
])('%s is an error of the configuration', async (_, resolvedConfiguration) => {
  const work = { resolvedConfiguration } as unknown as Order['work']
  expect((await checkVariable({ work })).error?.code).toBe('ConfigurationError')
})

test('a provider that is missing here fails its action by its name, and a worker or a person is waited for', async () => {
  const perform = performer({})
  const type = (category: string, owner: string, provider: string) => ({ type: { category, owner, provider } })
  expect(await perform(order(type('Deploy', 'AWS', 'ECS')))).toMatchObject({
    status: 'Failed',
    error: { code: 'UnsupportedProvider', message: expect.stringContaining('Deploy/AWS/ECS') },
  })
  expect(await perform(order({ provider: 'CodeBuild' }))).toMatchObject({ status: 'Failed' })
  expect(await perform(order(type('Approval', 'AWS', 'Manual')))).toBeUndefined()
  let jobs = 0
  expect(await perform(order(type('Build', 'Custom', 'Bench'), () => ({ id: ++jobs })))).toBeUndefined()
  expect(jobs).toBe(1)
})

test.each([
  ['StartPipelineExecution', { name: 'Garage' }, 'Garage'],
  ['CreatePipeline', { pipeline: { name: 'Garage' } }, 'Garage'],
  ['GetPipelineState', { name: 'Garage' }, 'Garage'],
  ['RetryStageExecution', { pipelineName: 'Garage', stageName: 'Deploy' }, 'Garage/Deploy'],
  ['PutApprovalResult', { pipelineName: 'Garage', stageName: 'Approve', actionName: 'Ask' }, 'Garage/Approve/Ask'],
  [
    'PollForJobs',
    { actionTypeId: { owner: 'Custom', category: 'Build', provider: 'Bench', version: '1' } },
    'actiontype:Custom/Build/Bench/1',
  ],
])('%s needs a permission on the documented form of its resource', (operation, input, resource) => {
  const caller = { account: '111111111111', region: 'eu-west-1', arn: 'arn:aws:iam::111111111111:user/ada' }
  expect(permissionOf(caller, operation, input)).toEqual({
    action: `codepipeline:${operation}`,
    resource: `arn:aws:codepipeline:eu-west-1:111111111111:${resource}`,
  })
  expect(permissionOf(caller, 'ListPipelines', {}).resource).toBe('*')
})

test('an expression that would search for years ends the rule in a second, and not the executor', async () => {
  const work = { resolvedConfiguration: { Operator: 'MATCHES', Variable: `${'a'.repeat(64)}!`, Value: '^(a+)+$' } }
  expect(await checkVariable({ work } as unknown as Order)).toMatchObject({
    status: 'Failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining('takes longer than') },
  })
})

const caller = { account: '111111111111', region: 'eu-west-1', arn: 'arn:aws:iam::111111111111:user/ada' }

test.each(['AcknowledgeJob', 'GetActionType', 'GetJobDetails', 'ListActionTypes', 'ListPipelines', 'ListRuleTypes'])(
  '%s knows no resource',
  (operation) => expect(permissionOf(caller, operation, { name: 'Garage', owner: 'Custom' }).resource).toBe('*'),
)

test('a definition passes on each role of its own account to the service that works as it, and tags are a right', () => {
  const role = (name: string, account = caller.account) => `arn:aws:iam::${account}:role/${name}`
  const stages = [
    { actions: [{ roleArn: role('source') }, { roleArn: role('foreign', '222222222222') }] },
    { actions: [{ actionTypeId: { provider: 'CloudFormation' }, configuration: { RoleArn: role('stack') } }] },
    { actions: [{ actionTypeId: { provider: '__proto__' } }, null, 7] },
  ]
  const input = { pipeline: { name: 'Garage', roleArn: role('pipeline'), stages }, tags: [{ key: 'a', value: 'b' }] }
  const asked = furtherPermissions(caller, 'CreatePipeline', input)
  expect(asked.map(({ action, resource, context }) => [action, resource, context?.['iam:PassedToService']])).toEqual([
    ['codepipeline:TagResource', 'arn:aws:codepipeline:eu-west-1:111111111111:Garage', undefined],
    ['iam:PassRole', role('pipeline'), 'codepipeline.amazonaws.com'],
    ['iam:PassRole', role('source'), 'codepipeline.amazonaws.com'],
    ['iam:PassRole', role('stack'), 'cloudformation.amazonaws.com'],
  ])
  for (const odd of [null, [], 'x', { pipeline: { stages: { length: 1e9 } } }])
    expect(furtherPermissions(caller, 'CreatePipeline', odd)).toEqual([])
})
