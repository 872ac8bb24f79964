import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { stackPage } from '../../src/aws/cloudformation/stack-page.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { type CountedCall, type PromotionGround, promotionGround, stagingRecord } from '../support/promotion-ground.ts'

let ground: PromotionGround
let one: string
let two: string
beforeEach(async () => {
  ground = await promotionGround()
  one = await ground.released('one')
  two = await ground.released('two')
})
afterEach(() => ground.cloud.stop())

const writes = (calls: readonly CountedCall[]) => calls.filter(({ name }) => ['create', 'replace'].includes(name))
/** What the role of a preview must not do. */
const previewOnly = ({ name, object }: CountedCall) => {
  const forbidden = ['ExecuteChangeSet', 'ContinueUpdateRollback', 'create', 'replace'].includes(name)
  if (forbidden) throw new StageError('access-denied', `${name} ${object ?? ''} is not allowed`)
}
const running = () => ground.json('environments/').get('environments/parking/production.json')
const planned = async (release: string) => {
  const { outputs } = await ground.promote({ release, planOnly: true })
  return outputs!.fingerprint!
}

test('a preview works with a role that may write nothing and execute nothing', async () => {
  await ground.promote({ release: one })
  ground.onCall = previewOnly
  const { outputs, error, reports } = await ground.promote({ release: two, planOnly: true })
  expect(error).toBeUndefined()
  expect(outputs).toMatchObject({
    outcome: 'succeeded',
    release: two,
    changesText: expect.stringContaining('1 changed'),
  })
  expect(reports).toContainEqual({
    kind: 'note',
    text: expect.stringContaining('this role has no right to write to plans/'),
  })
  expect(ground.cloud.service.leftChangeSets).toEqual([])
  expect(running()).toMatchObject({ release: one })
})

test('a preview keeps its plan and nothing else', async () => {
  const { outputs, calls } = await ground.promote({ release: one, planOnly: true })
  expect(writes(calls).map(({ object }) => object)).toEqual([
    `parking-artifacts-production/plans/sha256/${outputs!.fingerprint}.json`,
  ])
})

test('a deployment that the role could not record is refused before anything is executed', async () => {
  ground.onCall = ({ name, object }) => {
    const record = name === 'replace' && object?.includes('/environments/')
    if (record) throw new StageError('access-denied', `${object} is not allowed`, { hint: 'give the right' })
  }
  const { error } = await ground.promote({ release: one })
  expect(error).toMatchObject({
    reason: 'access-denied',
    message: expect.stringContaining('parking-artifacts-production/environments/parking/production.json'),
    hint: 'give the right',
  })
  expect(ground.cloud.service.executions).toEqual([])
  expect(ground.cloud.service.find('parking')).toBeUndefined()
})

test('a deployment that could not be recorded says that it is done, and the next run makes up for the record', async () => {
  ground.onCall = ({ name, object }) => {
    const record = name === 'replace' && object?.includes('/environments/')
    if (record && ground.cloud.service.executions.length > 0)
      throw new StageError('access-denied', `${object} is not allowed`, { hint: 'give the right' })
  }
  const { error } = await ground.promote({ release: one })
  expect(error).toMatchObject({
    reason: 'access-denied',
    message: expect.stringMatching(/^production now runs release [0-9a-f]{12}, but recording this failed: /),
    hint: expect.stringMatching(/^give the right; then run again/),
  })
  ground.onCall = () => {}
  const { outputs } = await ground.promote({ release: one })
  expect(outputs?.outcome).toBe('no-changes')
  expect(running()).toMatchObject({ release: one })
  expect(ground.cloud.service.executions).toHaveLength(1)
})

test('what was planned in one job is executed in another, and who approved it is evidence', async () => {
  const plan = await planned(one)
  const run = {
    host: 'github',
    id: 'acme/parking#7.1',
    actor: 'ann',
    url: 'https://github.com/acme/parking/actions/runs/7',
  }
  const { outputs } = await ground.promote({ release: one, plan, approvedBy: 'bob' }, run)
  expect(outputs).toMatchObject({ outcome: 'succeeded', fingerprint: plan, url: stackPage(outputs!.stackId!) })
  expect(running()).toMatchObject({ release: one, fencing: 1 })
  expect(ground.json(`evidence/${one}/approval/production/`).get(outputs!.approval!)).toMatchObject({
    predicateType: 'urn:liftlock:approval:v1',
    subject: [{ name: 'parking', digest: { sha256: one } }],
    predicate: {
      environment: 'production',
      plan,
      approvedBy: 'bob',
      run: { id: 'acme/parking#7.1', actor: 'ann' },
    },
  })
  expect(ground.json('locks/').get('locks/parking/production.json')).toMatchObject({ fencing: 1, holder: null })
})

test.each([
  ['whoever gives the fingerprint in a terminal approves', 'terminal', 'ann'],
  ['whoever started a job is not taken for its reviewer', 'github', null],
])('without a name, %s', async (_, host, approvedBy) => {
  const plan = await planned(one)
  const { outputs } = await ground.promote({ release: one, plan }, { host, id: '7', actor: 'ann' })
  expect(ground.json('evidence/').get(outputs!.approval!)).toMatchObject({
    predicate: { approvedBy, run: { actor: 'ann' } },
  })
})

test('another deployment between plan and execution makes another plan, and the difference is shown', async () => {
  await ground.promote({ release: one })
  const plan = await planned(two)
  const three = await ground.released('three')
  await ground.promote({ release: three })
  const executions = ground.cloud.service.executions.length
  const { error } = await ground.promote({ release: two, plan })
  expect(error).toMatchObject({ reason: 'plan-changed', outcome: 'rejected' })
  expect(error!.message).toContain(`release that runs now: ${one.slice(0, 12)} → ${three.slice(0, 12)}`)
  expect(error!.hint).toContain('from the plan on')
  expect(ground.cloud.service.executions).toHaveLength(executions)
  expect(running()).toMatchObject({ release: three })
  expect(ground.json(`evidence/${two}/approval/`).size).toBe(0)
})

test('an operation that left no release behind makes another plan too', async () => {
  await ground.promote({ release: one })
  const plan = await planned(two)
  const [stack] = ground.cloud.service.stacks
  stack!.say(ground.clock.elapsed(), 'UPDATE_COMPLETE', 'by hand')
  const { error } = await ground.promote({ release: two, plan })
  expect(error).toMatchObject({ reason: 'plan-changed', message: expect.stringContaining('last event of the stack') })
})

test('a plan without changes has the outcome that asks nobody', async () => {
  await ground.promote({ release: one })
  const { outputs } = await ground.promote({ release: one, planOnly: true })
  expect(outputs).toMatchObject({ outcome: 'no-changes', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('what runs in an environment is promoted by its digest', async () => {
  const { outputs } = await ground.promote({ releaseOf: 'staging' })
  expect(outputs).toMatchObject({ outcome: 'succeeded', release: two })
})

test('where nothing runs, there is nothing to promote', async () => {
  ground.contents.delete(stagingRecord)
  const { error } = await ground.promote({ releaseOf: 'staging' })
  expect(error).toMatchObject({ reason: 'release-missing', message: 'no release of parking runs in staging' })
})

test('two promotions at once follow one another, and the record names the later', async () => {
  const [first, second] = await Promise.all([ground.promote({ release: one }), ground.promote({ release: two })])
  expect([first.error, second.error]).toEqual([undefined, undefined])
  expect(ground.cloud.service.executions).toHaveLength(2)
  const last = ground.cloud.service.stacks[0]!.template.includes('two') ? two : one
  expect(running()).toMatchObject({ release: last, fencing: 2 })
})

test('a run whose lease was taken over does not execute what it prepared', async () => {
  await ground.promote({ release: one })
  const executions = ground.cloud.service.executions.length
  const key = 'parking-artifacts-production/locks/parking/production.json'
  ground.onCall = ({ name }) => {
    if (name !== 'CreateChangeSet') return
    const lease = JSON.parse(new TextDecoder().decode(ground.contents.get(key)))
    const holder = { ...lease.holder, id: 'other', run: 'other' }
    ground.contents.set(key, new TextEncoder().encode(JSON.stringify({ ...lease, fencing: lease.fencing + 1, holder })))
  }
  const { error } = await ground.promote({ release: two })
  expect(error).toMatchObject({ reason: 'lease-lost', outcome: 'superseded' })
  expect(ground.cloud.service.executions).toHaveLength(executions)
  expect(running()).toMatchObject({ release: one })
})
