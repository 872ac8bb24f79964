import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { ActionDetail } from '../../src/core/ports/pipeline-shapes.ts'
import type { Rollback } from '../../src/core/run/context.ts'
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

const first: string = placeVariables.LIFTLOCK_PIPELINE_EXECUTION
/** Promotes in an action of one execution, which has an approval that names what was approved. */
function promoteIn(action: string, inputs: object, named = '', rollsBack?: Rollback, execution = first) {
  const variables = { LIFTLOCK_PIPELINE_ACTION: action, LIFTLOCK_PIPELINE_EXECUTION: execution }
  const identity = runIdentity({ ...placeVariables, ...variables })
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
    /requires: \[quality-gate@staging\][^}]*/,
    `requires: [quality-gate@staging], rollback-without-approval: ${may} `,
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

const failed = '00000000-0000-4000-8000-000000000002'
const rolling = '00000000-0000-4000-8000-000000000003'
const recordOfProduction = 'parking-artifacts-production/environments/parking/production.json'
let newer: string
let recordOfFirst: Uint8Array

/** Promotes the first release by its approved plan, then another one, and goes back with the values of the first. */
async function rollBack(resources: object = {}) {
  await promoteBoth(resources)
  return promoteIn('Promote', { plan }, '', { kind: 'asked-for' })
}

/** The first release, and then another one in an execution of its own. */
async function promoteBoth(resources: object = {}) {
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  recordOfFirst = ground.contents.get(recordOfProduction)!
  newer = await ground.released('newer', { resources })
  await promoteByPlan(newer)
  expect(ground.cloud.service.executions).toHaveLength(2)
}

/** Plans a release, and promotes it by this plan, in the execution that fails afterwards. */
async function promoteByPlan(release: string) {
  const { outputs } = await promoteIn('Plan', { release, planOnly: true }, '', undefined, failed)
  return promoteIn('Promote', { release, plan: outputs!.fingerprint }, '', undefined, failed)
}

/** The service rolls the stage back, because an execution failed. */
const byItself: Rollback = { kind: 'by-itself', isFailed: ({ id }) => id.startsWith(`parking#${failed}/Production/`) }
const rollBackByItself = (how = byItself, action = 'Promote') => promoteIn(action, { plan }, '', how, rolling)

test('a rollback runs by a fresh plan where the environment lets it in, without an approval', async () => {
  lets(true)
  const { outputs } = await rollBack()
  expect(outputs).toMatchObject({ outcome: 'succeeded', release, approval: expect.any(String) })
  expect(outputs?.fingerprint).not.toBe(plan)
  expect(ground.cloud.service.executions).toHaveLength(3)
  expect(approvals()).toHaveLength(2)
  expect(approvals()).toContainEqual(
    expect.objectContaining({
      predicate: expect.objectContaining({
        approvedBy: null,
        plan: outputs?.fingerprint,
        rollback: { policy: 'rollback-without-approval', from: null },
      }),
    }),
  )
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

test('a rollback that began by itself undoes what the failed execution brought', async () => {
  lets(true)
  await promoteBoth()
  const { outputs } = await rollBackByItself()
  expect(outputs).toMatchObject({ outcome: 'succeeded', release })
  expect(ground.cloud.service.executions).toHaveLength(3)
  const said = ground.json('').get(outputs!.approval!)
  expect(said?.predicate).toMatchObject({
    approvedBy: null,
    plan: outputs!.fingerprint,
    run: { id: `parking#${rolling}/Production/Promote` },
    rollback: {
      policy: 'rollback-without-approval',
      from: { release: newer, run: `parking#${failed}/Production/Promote` },
    },
  })
})

test('the action that follows a rollback finds the work done', async () => {
  lets(true)
  await promoteBoth()
  await rollBackByItself()
  const { outputs } = await rollBackByItself(byItself, 'PromoteGoesOn')
  expect(outputs?.outcome).toBe('no-changes')
  expect(ground.cloud.service.executions).toHaveLength(3)
})

test('after a failed update that CloudFormation has undone, a rollback finds nothing to change', async () => {
  lets(true)
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  const { service } = ground.cloud
  service.options = { ...service.options, failures: { A: 'no' } }
  const { error } = await promoteIn('Promote', { release: await ground.released('newer') }, '', undefined, failed)
  expect(error?.reason).toBe('stack-rolled-back')
  const { outputs } = await rollBackByItself()
  expect(outputs).toMatchObject({ outcome: 'no-changes', release, approval: undefined })
})

/** What may be otherwise when a rollback begins by itself. */
const otherwise: Readonly<Record<string, () => Promise<unknown>>> = {
  'the environment does not let in': async () => lets(false),
  'would lose data': async () => undefined,
  'somebody went before': async () => {
    await ground.promote(
      { release: await ground.released('by hand') },
      { host: 'terminal', id: 'desk:1', actor: 'ana' },
    )
  },
  'comes after a change that nobody recorded': async () => {
    const record = ground.contents.get(recordOfProduction)!
    ground.clock.push(3_600_000)
    await ground.promote({ release: await ground.released('by hand') })
    ground.contents.set(recordOfProduction, record)
  },
  'comes after a deployment that was not recorded': async () => {
    ground.contents.set(recordOfProduction, recordOfFirst)
  },
  'another execution brought what runs': async () => {
    const release = await ground.released('other')
    await promoteIn('Promote', { release }, '', undefined, '00000000-0000-4000-8000-000000000009')
  },
}

test.each([
  ['the environment does not let in', {}, byItself, 'was approved for an earlier state'],
  ['would lose data', table, byItself, 'it would lose data: T (AWS::DynamoDB::Table)'],
  ['somebody went before', {}, byItself, 'which terminal run desk:1 of ana brought and not the execution that failed'],
  ['comes after a change that nobody recorded', {}, byItself, 'stack parking-production was changed after 2026-'],
  ['comes after a deployment that was not recorded', {}, byItself, 'is not as its record says'],
  ['another execution brought what runs', {}, byItself, 'brought and not the execution that failed'],
  ['would lose data', {}, { kind: 'by-itself', isFailed: undefined }, 'does not tell which execution failed'],
] as const)('a rollback that began by itself and that %s changes nothing', async (what, resources, how, text) => {
  lets(true)
  await promoteBoth(resources)
  await otherwise[what]!()
  const { length } = ground.cloud.service.executions
  const { error } = await rollBackByItself(how)
  expect(error).toMatchObject({ reason: 'rollback-unapproved', outcome: 'rejected' })
  expect(error?.message).toContain(text)
  expect(ground.cloud.service.executions).toHaveLength(length)
})

const byHand = { host: 'terminal', id: 'desk:1', actor: 'ana' }
const parameters = (size: number) => {
  const entry = `rollback-without-approval: true, parameters: { Size: "${size}" } }`
  ground.configuration = ground.configuration.replace(/rollback-without-approval: true.*/, entry)
}
const sized = {
  more: { Parameters: { Size: { Type: 'String' } } },
  resources: { A: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Size' } } } },
}

/** What may have been otherwise before the execution that failed. */
const before: Readonly<Record<string, () => Promise<unknown>>> = {
  'somebody brought a hotfix': async () => ground.promote({ release: await ground.released('hotfix') }, byHand),
  'a hotfix was not recorded': async () => {
    const record = ground.contents.get(recordOfProduction)!
    ground.clock.push(3_600_000)
    await ground.promote({ release: await ground.released('hotfix') }, byHand)
    ground.contents.set(recordOfProduction, record)
  },
  'an update was undone': async () => {
    const { service } = ground.cloud
    const { options } = service
    service.options = { ...options, failures: { A: 'no' } }
    ground.clock.push(3_600_000)
    await ground.promote({ release: await ground.released('refused') }, byHand)
    service.options = options
  },
}

test.each([
  ['somebody brought a hotfix', /release [0-9a-f]{12} ran before release [0-9a-f]{12}, and not release/],
  ['a hotfix was not recorded', /stack parking-production was changed between the deployments of release/],
] as const)(
  'a rollback that began by itself undoes nothing else: before the failed execution, %s',
  async (what, text) => {
    lets(true)
    await promoteIn('Promote', { plan }, `plan=${plan}`)
    await before[what]!()
    await promoteByPlan(await ground.released('newer'))
    const { length } = ground.cloud.service.executions
    const { error } = await rollBackByItself()
    expect(error).toMatchObject({ reason: 'rollback-unapproved', message: expect.stringMatching(text) })
    expect(ground.cloud.service.executions).toHaveLength(length)
  },
)

test('an update that CloudFormation has undone does not stand between a release and its rollback', async () => {
  lets(true)
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  await before['an update was undone']!()
  await promoteByPlan(await ground.released('newer'))
  expect((await rollBackByItself()).outputs).toMatchObject({ outcome: 'succeeded', release })
})

test('a rollback that began by itself needs the plan that the failed execution had', async () => {
  lets(true)
  await promoteIn('Promote', { plan }, `plan=${plan}`)
  await promoteIn('Promote', { release: await ground.released('newer') }, '', undefined, failed)
  const { error } = await rollBackByItself()
  expect(error).toMatchObject({ reason: 'rollback-unapproved' })
  expect(error?.message).toContain('no stored plan says what ran before release')
})

test('a failed execution that only brought other parameters is undone', async () => {
  lets(true)
  release = await ground.released('sized', sized)
  parameters(1)
  await promoteIn('Promote', {})
  parameters(2)
  expect((await promoteByPlan(release)).outputs?.outcome).toBe('succeeded')
  parameters(1)
  expect((await rollBackByItself()).outputs).toMatchObject({ outcome: 'succeeded', release })
  expect(ground.cloud.service.executions).toHaveLength(3)
})

test('a rollback that began by itself brings no parameters back that did not run before', async () => {
  lets(true)
  release = await ground.released('sized', sized)
  parameters(1)
  await promoteIn('Promote', {})
  parameters(2)
  await ground.promote({ release }, byHand)
  await promoteByPlan(await ground.released('newer', { ...sized, resources: {} }))
  parameters(1)
  const { error } = await rollBackByItself()
  expect(error).toMatchObject({ reason: 'rollback-unapproved' })
  expect(error?.message).toContain('ran with other parameters before')
})

test('a rollback of an update that CloudFormation has undone changes nothing in a later quarter either', async () => {
  lets(true)
  const A = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'ApiKeyExpires' } } }
  const more = { Parameters: { ApiKeyExpires: { Type: 'Number' } } }
  release = await ground.released('keys', { more, resources: { A } })
  await promoteIn('Promote', {})
  ground.clock.push(100 * 86_400_000)
  expect((await rollBackByItself()).outputs).toMatchObject({ outcome: 'no-changes', release })
  expect(ground.cloud.service.executions).toHaveLength(1)
})

test('a rollback whose own first attempt failed says so', async () => {
  lets(true)
  await promoteBoth()
  ground.clock.push(3_600_000)
  const { service } = ground.cloud
  service.options = { ...service.options, failures: { A: 'no' } }
  expect((await rollBackByItself()).error?.reason).toBe('stack-rolled-back')
  const { error } = await rollBackByItself()
  expect(error).toMatchObject({ reason: 'rollback-unapproved' })
  expect(error?.message).toContain('by an earlier attempt at the same deployment, which did not bring it there')
})

test.each([
  ['UPDATE_ROLLBACK_FAILED', 'asked for', 'it must be rolled back completely first'],
  ['UPDATE_ROLLBACK_FAILED', 'by itself', 'it must be rolled back completely first'],
  ['ROLLBACK_COMPLETE', 'asked for', 'it must be deleted first'],
  ['ROLLBACK_COMPLETE', 'by itself', 'it must be deleted first'],
] as const)('a rollback without an approval repairs no stack: %s, %s', async (status, how, text) => {
  lets(true)
  await promoteBoth()
  ground.cloud.service.find('parking-production')!.say(ground.clock.elapsed(), status, 'by hand')
  const rollback: Rollback = how === 'by itself' ? byItself : { kind: 'asked-for' }
  const { error, calls } = await promoteIn('Promote', { plan, recover: true, recreate: true }, '', rollback, rolling)
  expect(error).toMatchObject({ reason: 'rollback-unapproved', message: expect.stringContaining(text) })
  expect(calls.map(({ name }) => name)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(ContinueUpdateRollback|DeleteStack|ExecuteChangeSet)$/)]),
  )
})

test('what no plan was given for stays as it is asked for, in a rollback too', async () => {
  const { outputs } = await promoteIn('Plan', { planOnly: true }, '', { kind: 'asked-for' })
  expect(outputs?.fingerprint).toBe(plan)
  expect(ground.cloud.service.executions).toEqual([])
})

test('a refused rollback names the command with which a person plans it', async () => {
  await promoteBoth()
  const { error } = await rollBackByItself()
  expect(error?.hint).toContain(`liftlock promote ${release} --environment production --plan-only`)
  expect(error?.hint).toContain('or set "rollback-without-approval: true" of production in liftlock.yml')
})
