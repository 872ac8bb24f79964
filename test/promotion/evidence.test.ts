import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import type { TestResult } from '../../src/delivery/evidence/test-result.ts'
import { type PromotionGround, promotionGround, sealedGate, stagingStack } from '../support/promotion-ground.ts'
import { passedGate, recordOf } from '../support/staged-evidence.ts'

/* What other hands may have put into buckets, and what promote believes of it. */
let ground: PromotionGround
let untested: string
beforeEach(async () => {
  ground = await promotionGround()
  untested = await ground.released('untested', false)
})
afterEach(() => ground.cloud.stop())

const staged = { application: 'parking', environment: 'staging', stackId: stagingStack, gate: sealedGate }
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

/** A statement that staging's gate passed a release, in whichever bucket. */
function forge(environment: string, release: string, changes: Partial<TestResult> = {}, key = '9999.json'): void {
  const statement = statementOf(release, passedGate(staged, changes))
  const name = `parking-artifacts-${environment}/evidence/${release}/quality-gate/staging/${key}`
  ground.contents.set(name, bytes(statement))
}

/** The release with all that belongs to it in the bucket of another environment, which says that it runs there. */
function copyTo(environment: string, release: string): void {
  for (const [key, body] of [...ground.contents])
    if (/\/(blobs|releases)\//.test(key)) ground.contents.set(key.replace('staging', environment), body)
  const stackId = stagingStack.replace('staging', environment)
  const record = recordOf({ application: 'parking', environment, stackId }, { release })
  ground.contents.set(`parking-artifacts-${environment}/environments/parking/${environment}.json`, bytes(record))
}

const inProduction = () => [...ground.contents.keys()].filter((key) => key.startsWith('parking-artifacts-production'))

test.each([
  ['named as the source of the release', { from: 'other' }],
  ['that the release is taken of', { releaseOf: 'other' }],
])('evidence about staging in the bucket of another environment, %s, is absent', async (_, inputs) => {
  copyTo('other', untested)
  forge('other', untested)
  const release = 'releaseOf' in inputs ? {} : { release: untested }
  const { error } = await ground.promote({ ...release, ...inputs })
  expect(error).toMatchObject({
    reason: 'evidence-missing',
    message: expect.stringContaining('has none in parking-artifacts-staging'),
  })
  expect(inProduction()).toEqual([])
  expect(ground.cloud.service.executions).toEqual([])
})

test('a copy of evidence in the bucket of the target is absent', async () => {
  copyTo('production', untested)
  ground.contents.delete('parking-artifacts-production/environments/parking/production.json')
  forge('production', untested)
  const { error } = await ground.promote({ release: untested })
  expect(error).toMatchObject({ reason: 'evidence-missing' })
  expect(ground.cloud.service.executions).toEqual([])
})

test('the bytes of a release may come from another bucket, when the evidence lies where it belongs', async () => {
  const tested = await ground.released('tested')
  copyTo('other', tested)
  const { outputs } = await ground.promote({ release: tested, from: 'other' })
  expect(outputs).toMatchObject({ outcome: 'succeeded', release: tested })
})

test('a bucket in another region is asked there, with the role of the target', async () => {
  const tested = await ground.released('tested')
  copyTo('other', tested)
  const role = 'arn:aws:iam::222222222222:role/promote'
  await ground.promote({ release: tested, from: 'other', role })
  expect(ground.targets.map(({ region, role }) => ({ region, role }))).toEqual([
    { region: undefined, role },
    { region: 'us-east-1', role },
  ])
})

test('only the evidence that let a release in is copied beside it, whatever else lies in the bucket of staging', async () => {
  const tested = await ground.released('tested')
  const third = passedGate({ ...staged, environment: 'other' })
  const below = `parking-artifacts-staging/evidence/${tested}`
  ground.contents.set(`${below}/quality-gate/other/1.json`, bytes(statementOf(tested, third)))
  ground.contents.set(`${below}/approval/production/1.json`, bytes('anything'))
  const { outputs } = await ground.promote({ release: tested })
  const gates = [...ground.json(`evidence/${tested}/`).keys()].filter((key) => !key.includes('/deploy/production/'))
  expect(gates).toEqual(outputs!.evidence)
  expect(gates).toEqual([expect.stringContaining('/quality-gate/staging/')])
})

test('a file that the application wrote in the name of the gate does not outlast what the gate says then', async () => {
  forge('staging', untested, { writtenAt: '9999-12-31T23:59:59.999Z' })
  ground.clock.push(2000)
  forge('staging', untested, { result: 'FAILED', reasons: ['1 of 1 scenarios failed'] }, '2026-11-21.json')
  const { error } = await ground.promote({ release: untested })
  expect(error).toMatchObject({
    reason: 'evidence-failed',
    message: expect.stringContaining('1 of 1 scenarios failed'),
  })
})

test('evidence that says no since the plan was made stops the plan that was approved', async () => {
  const tested = await ground.released('tested')
  const { outputs } = await ground.promote({ release: tested, planOnly: true })
  ground.clock.push(2000)
  forge('staging', tested, { result: 'FAILED', reasons: ['1 of 1 scenarios failed'] })
  const { error } = await ground.promote({ release: tested, plan: outputs!.fingerprint })
  expect(error).toMatchObject({ reason: 'evidence-failed' })
  expect(ground.cloud.service.executions).toEqual([])
})

test('evidence that says no while the change is prepared stops it before it is executed', async () => {
  const tested = await ground.released('tested')
  ground.onCall = ({ name }) => {
    if (name !== 'CreateChangeSet') return
    ground.clock.push(2000)
    forge('staging', tested, { result: 'FAILED', reasons: ['1 of 1 scenarios failed'] })
  }
  const { error } = await ground.promote({ release: tested })
  expect(error).toMatchObject({ reason: 'evidence-failed' })
  expect(ground.cloud.service.executions).toEqual([])
})

test('plan, summary and record say of evidence that it is unsigned', async () => {
  const tested = await ground.released('tested')
  const planned = await ground.promote({ release: tested, planOnly: true })
  const texts = planned.reports.flatMap((report) => (report.kind === 'text' ? [report.text] : []))
  expect(texts.join()).toContain('Evidence              quality-gate@staging, unsigned')
  const { reports, outputs } = await ground.promote({ release: tested })
  const verdict = reports.find((report) => report.kind === 'verdict')
  expect(verdict).toMatchObject({
    markdown: expect.stringMatching(/Evidence: quality-gate&#64;staging passed at .*, unsigned \(/),
  })
  expect(ground.json('environments/').get('environments/parking/production.json')).toMatchObject({
    account: '111111111111',
    region: 'eu-west-1',
    stackId: outputs!.stackId,
    evidence: [{ evidence: 'quality-gate@staging', key: outputs!.evidence[0], signature: 'unsigned' }],
  })
})

test('that a bucket keeps no versions is said, and only then', async () => {
  const said = /keeps no versions: evidence that was replaced or removed there cannot be seen/
  const note = { kind: 'note', text: expect.stringMatching(said) }
  const { reports } = await ground.promote({ release: await ground.released('tested') })
  expect(reports).not.toContainEqual(note)
  await ground.cloud.stop()
  ground = await promotionGround({ versioning: false })
  const unversioned = await ground.promote({ release: await ground.released('tested') })
  expect(unversioned.error).toBeUndefined()
  expect(unversioned.reports).toContainEqual(note)
})
