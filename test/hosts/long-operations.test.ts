import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type { Declaration } from '../../src/local/codepipeline/machine/declaration.ts'
import { renderDeclaration } from '../../src/pipeline/definition/render-definition.ts'
import { renderPipeline } from '../../src/pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../src/pipeline/rendering/wanted.ts'
import { type Performed, performedPipeline } from '../support/performed-pipeline.ts'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'
import { type RehearsedPipeline, rehearsedPipeline } from '../support/rehearsed-pipeline.ts'
import { wantedExample } from '../support/rendered-example.ts'

/* The rendered pipeline on the state machine of the local CodePipeline, whose actions for production run in the host. */
jest.setTimeout(300_000)
const ana = 'arn:aws:sts::111111111111:assumed-role/approver/ana'
let wanted: WantedPipeline
let ground: PromotionGround
let run: RehearsedPipeline
let perform: (name: string) => Promise<Performed>
let first: string
beforeEach(async () => {
  wanted ??= await wantedExample()
  ground = await promotionGround({ roundTripSeconds: 4 })
  ground.configuration = ground.configuration.replace('requires:', 'rollback-without-approval: true, requires:')
  run = rehearsedPipeline(declaration())
  perform = performedPipeline(run, ground).perform
  first = await ground.released('first')
  await toProduction(first)
  await perform('Promote')
  await perform('PromoteGoesOn')
  quietAlarms()
})
afterEach(() => ground.cloud.stop())

function declaration(): Declaration {
  const declared = JSON.stringify(renderDeclaration(renderPipeline(wanted)).pipeline)
  const pipeline = JSON.parse(declared.replaceAll('{"Ref":"Topic"}', '"arn:aws:sns:eu-west-1:333333333333:topic"'))
  const role = 'arn:aws:iam::333333333333:role/parking-desk-pipeline'
  return { ...pipeline, roleArn: role, artifactStore: { type: 'S3', location: 'artifacts' } }
}

/** Brings an execution of a release to the beginning of its promotion, with a plan of today that somebody approved. */
async function toProduction(release: string): Promise<string> {
  const id = run.start({ variables: [{ name: 'Release', value: release }] })
  run.succeed('Release', { outputVariables: { VersionId: 'bundle-1' } })
  run.succeed('Toolkit', { outputVariables: { VersionId: wanted.sources.toolkitVersion } })
  run.succeed('ReleaseIsNamed')
  run.succeed('Deploy', { outputVariables: { handed_on: '{"outcome":"succeeded"}' } })
  run.succeed('DeployGoesOn', { outputVariables: { release } })
  run.succeed('Gate')
  await perform('Plan')
  run.succeed('SomethingChanges')
  run.succeed('Approve', { updatedBy: ana })
  run.succeed('Window')
  run.succeed('Opened')
  run.succeed('Alarm1')
  return id
}

/** After a promotion, no alarm rings. */
function quietAlarms(): void {
  run.succeed('Alarm1')
  run.succeed('Alarm2')
}

/** From now on, an operation of CloudFormation takes so long; with a failure it begins to roll back then. */
function operationsTake(minutes: number, failure?: string): void {
  const { service } = ground.cloud
  const failures = failure === undefined ? {} : { failures: { A: failure } }
  service.options = { ...service.options, operationSeconds: minutes * 60, ...failures }
}

const executions = () => ground.cloud.service.executions.length
const rollbacks = () => run.pipeline.executions.filter(({ type }) => type === 'ROLLBACK')
const approvals = (release: string) =>
  [...ground.json(`evidence/${release}/approval/production/`).values()].map(({ predicate }) => predicate)

test('an operation of 70 minutes is followed by the second action, which hands all outputs on', async () => {
  operationsTake(70)
  const release = await ground.released('second')
  const id = await toProduction(release)
  const promoted = await perform('Promote')
  expect(promoted).toMatchObject({ exitCode: 0, variables: { outcome: 'still-running' } })
  expect([run.running(), rollbacks()]).toEqual([['PromoteGoesOn'], []])
  const last = await perform('PromoteGoesOn')
  expect(last).toMatchObject({ exitCode: 0, variables: { outcome: 'succeeded', release } })
  expect(last.minutes - 70).toBeLessThan(6)
  expect(last.log).toContain('following the operation that an earlier run began')
  expect(run.worksOf('PromoteGoesOn').at(-1)).toMatchObject({
    outputVariables: { release, stack_id: expect.stringMatching(/^arn:aws:cloudformation:/) },
  })
  quietAlarms()
  expect([run.status(id), executions(), rollbacks()]).toEqual(['Succeeded', 2, []])
  expect(approvals(release)).toMatchObject([{ approvedBy: ana }])
})

test('an operation that ends in time is not followed, and the second action hands the outputs of the first one on', async () => {
  operationsTake(30)
  const release = await ground.released('second')
  await toProduction(release)
  const promoted = await perform('Promote')
  const last = await perform('PromoteGoesOn')
  expect(last.exitCode).toBe(0)
  expect(last.minutes).toBeLessThan(36)
  expect(last.log).toContain('nothing is left to follow')
  const { outcome, stack_id, approval } = promoted.variables
  expect(last.variables).toMatchObject({ outcome, release, stack_id, approval })
  expect(approval).toMatch(/^evidence\//)
})

test('an operation that fails after 70 minutes fails the second action, and the rollback finds nothing to undo', async () => {
  operationsTake(70, 'the topic is refused')
  const id = await toProduction(await ground.released('second'))
  expect(await perform('Promote')).toMatchObject({ exitCode: 0, variables: { outcome: 'still-running' } })
  expect(rollbacks()).toEqual([])
  const last = await perform('PromoteGoesOn')
  expect(last).toMatchObject({ exitCode: 1, record: { outcome: 'rolled-back' } })
  expect(run.status(id)).toBe('Failed')
  expect(rollbacks()).toHaveLength(1)
  run.succeed('Alarm1')
  operationsTake(1)
  expect(await perform('Promote')).toMatchObject({ exitCode: 0, variables: { outcome: 'no-changes', release: first } })
  expect(await perform('PromoteGoesOn')).toMatchObject({ exitCode: 0, variables: { outcome: 'no-changes' } })
  quietAlarms()
  expect([rollbacks()[0]!.status, executions()]).toEqual(['Succeeded', 2])
})

test('an operation beyond 109 minutes fails the last action only, and the rollback waits and undoes nothing', async () => {
  operationsTake(200)
  await toProduction(await ground.released('second'))
  expect(await perform('Promote')).toMatchObject({ exitCode: 0, minutes: 54 })
  expect([run.running(), rollbacks()]).toEqual([['PromoteGoesOn'], []])
  const last = await perform('PromoteGoesOn')
  expect(last.minutes).toBe(108)
  expect(last).toMatchObject({ exitCode: 3, record: { outcome: 'still-running' } })
  expect(rollbacks()).toHaveLength(1)
  run.succeed('Alarm1')
  expect(await perform('Promote')).toMatchObject({ exitCode: 0, variables: { outcome: 'still-running' } })
  const end = await perform('PromoteGoesOn')
  expect(end).toMatchObject({ exitCode: 1, record: { outcome: 'rejected', error: { reason: 'rollback-unapproved' } } })
  expect(end.log).toContain('is not as its record says')
  expect([rollbacks()[0]!.status, executions()]).toEqual(['Failed', 2])
})

test('an alarm after a promotion undoes exactly this promotion, and evidence says which one', async () => {
  const release = await ground.released('second')
  const id = await toProduction(release)
  await perform('Promote')
  await perform('PromoteGoesOn')
  run.fail('Alarm1', 'RuleFailed')
  run.succeed('Alarm2')
  expect([run.status(id), run.running()]).toEqual(['Failed', ['Alarm1']])
  // The alarms before a stage are looked at in a rollback too.
  run.succeed('Alarm1')
  const back = await perform('Promote')
  expect(back).toMatchObject({ exitCode: 0, variables: { outcome: 'succeeded', release: first } })
  const from = { release, run: `${wanted.name}#${id}/Production/Promote` }
  expect(approvals(first)).toContainEqual(
    expect.objectContaining({ approvedBy: null, rollback: { policy: 'rollback-without-approval', from } }),
  )
  expect(executions()).toBe(3)
})
