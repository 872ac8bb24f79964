import { expect, test } from '@jest/globals'
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
