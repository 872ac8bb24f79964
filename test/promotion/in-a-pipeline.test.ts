import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { ActionDetail } from '../../src/core/ports/pipeline-shapes.ts'
import { findApprover } from '../../src/hosts/codepipeline/find-approver.ts'
import { runIdentity } from '../../src/hosts/context/run-identity.ts'
import { placeVariables } from '../support/pipeline-action.ts'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'

let ground: PromotionGround
let release: string
let plan: string
beforeEach(async () => {
  ground = await promotionGround()
  release = await ground.released('tested')
  plan = (await promoteIn('Plan', { planOnly: true })).outputs!.fingerprint!
})
afterEach(() => ground.cloud.stop())

const ana = 'arn:aws:sts::111111111111:assumed-role/approver/ana'

/** Promotes in an action of one execution, which has an approval that names what was approved. */
function promoteIn(action: string, inputs: object, named = '', rollsBack?: 'asked-for' | 'by-itself') {
  const identity = runIdentity({ ...placeVariables, LIFTLOCK_PIPELINE_ACTION: action })
  const approval: ActionDetail = {
    stageName: 'Approval',
    actionName: 'Approve',
    status: 'Succeeded',
    updatedBy: ana,
    input: { actionTypeId: { category: 'Approval' }, resolvedConfiguration: { CustomData: named } },
  }
  const place = { pipeline: 'parking', execution: '1', stage: 'Production', action }
  const pipelines = { actions: async () => ({ items: [approval] }) }
  const run = { clock: ground.clock, signal: new AbortController().signal, report: () => {} }
  return ground.promote({ release, ...inputs }, identity, {
    rollsBack: async () => rollsBack,
    approver: (approved) => findApprover(approved, { place, approval: undefined }, pipelines, run),
  })
}

const approvals = () => [...ground.json(`evidence/${release}/approval/production/`).values()]

test('the evidence of an approval names the ARN that answered in the pipeline, and the execution', async () => {
  const { outputs } = await promoteIn('Promote', { plan }, `release=${release} plan=${plan}`)
  expect(outputs?.outcome).toBe('succeeded')
  expect(approvals()).toMatchObject([
    {
      predicate: {
        approvedBy: ana,
        plan,
        run: { host: 'codepipeline', id: expect.stringMatching(/^parking#[-0-9a-f]{36}\/Production\/Promote$/) },
      },
    },
  ])
})

test('the action that follows finds the work done, and records no second approval', async () => {
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  const { outputs } = await promoteIn('PromoteAttach', { plan }, `plan=${plan}`)
  expect(outputs?.outcome).toBe('no-changes')
  expect(approvals()).toHaveLength(1)
  expect(ground.cloud.service.executions).toHaveLength(1)
})

test.each([
  ['another release', () => `release=${'c'.repeat(64)} plan=${plan}`],
  ['another plan', () => `release=${release} plan=${'c'.repeat(64)}`],
])('an approval of %s lets nothing in', async (_, named) => {
  const { error } = await promoteIn('Promote', { plan }, named())
  expect(error).toMatchObject({ reason: 'approval-differs', outcome: 'rejected' })
  expect(ground.cloud.service.executions).toEqual([])
  expect(approvals()).toEqual([])
  expect([...ground.json('locks/').values()]).toMatchObject([{ holder: null }])
})

const lets = (may: boolean) => {
  ground.configuration = ground.configuration.replace(
    'requires: [quality-gate@staging]',
    `requires: [quality-gate@staging], rollback-without-approval: ${may}`,
  )
}
const table = {
  T: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    },
  },
}

/** Promotes the first release by its approved plan, then another one, and goes back with the values of the first. */
async function rollBack(resources: object = {}, how: 'asked-for' | 'by-itself' = 'asked-for') {
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  const newer = await ground.released('newer', { resources })
  await promoteIn('Promote', { release: newer })
  expect(ground.cloud.service.executions).toHaveLength(2)
  return promoteIn('Promote', { plan }, '', how)
}

test('a rollback runs by a fresh plan where the environment lets it in, without an approval', async () => {
  lets(true)
  const { outputs } = await rollBack()
  expect(outputs).toMatchObject({ outcome: 'succeeded', release, approval: undefined })
  expect(outputs?.fingerprint).not.toBe(plan)
  expect(ground.cloud.service.executions).toHaveLength(3)
})

test.each([
  ['that the environment does not let in', false, {}, 'was approved for an earlier state'],
  ['that loses data', true, table, 'it would lose data: T (AWS::DynamoDB::Table)'],
])('a rollback %s is rejected, and changes nothing', async (_, may, resources, text) => {
  lets(may)
  const { error } = await rollBack(resources)
  expect(error).toMatchObject({ reason: 'rollback-unapproved', outcome: 'rejected' })
  expect(error?.message).toContain(text)
  expect(ground.cloud.service.executions).toHaveLength(2)
})

test('a rollback that began by itself is rejected even where rollbacks are let in', async () => {
  lets(true)
  const { error } = await rollBack({}, 'by-itself')
  expect(error).toMatchObject({ reason: 'rollback-unapproved', outcome: 'rejected' })
  expect(ground.cloud.service.executions).toHaveLength(2)
})

test('what no plan was given for stays as it is asked for, in a rollback too', async () => {
  const { outputs } = await promoteIn('Plan', { planOnly: true }, '', 'asked-for')
  expect(outputs?.fingerprint).toBe(plan)
  expect(ground.cloud.service.executions).toEqual([])
})
