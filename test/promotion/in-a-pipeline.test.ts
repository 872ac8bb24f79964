import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { ActionDetail } from '../../src/core/ports/pipelines.ts'
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
function promoteIn(action: string, inputs: object, named = '') {
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
