import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Ended, printed } from '../../support/command-line.ts'
import { type BundledRelease, type DeliveryPipeline, deliveryPipeline } from '../../support/delivery-pipeline.ts'

/*
 * What a team wants of a pipeline while it delivers, with the pipeline that we render, on the local AWS. The tests
 * follow one another.
 */
const minutes = 60_000
let desk: DeliveryPipeline
let [first, second, third] = [] as unknown as readonly [BundledRelease, BundledRelease, BundledRelease]
beforeAll(async () => {
  desk = await deliveryPipeline()
}, 8 * minutes)
afterAll(() => desk?.line.close(), minutes)

const approve = (...args: readonly string[]) => desk.drive('approve', 'desk', ...args)
const follow = (execution: string) => desk.drive('follow', 'desk', '--execution', execution)
const show = async (execution: string) => outputsOf(await desk.drive('show', 'desk', '--execution', execution))
const outputsOf = ({ stdout }: Ended) => JSON.parse(stdout).outputs
const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })

test(
  'rehearse on a laptop',
  async () => {
    const { listed } = outputsOf(await desk.drive('list', 'desk'))
    expect(listed).toMatchObject([{ trigger: { triggerType: 'CreatePipeline' }, status: 'Failed' }])
    const shown = await desk.line.run(['pipeline', 'show', 'desk', '--local'])
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining('creation run') })
    expect([await desk.running('staging'), await desk.running('production')]).toEqual([undefined, undefined])

    first = await desk.release({ version: '1.0.0' })
    const execution = await desk.start(first)
    await desk.asked(execution)
    expect(await approve()).toMatchObject({ code: 0 })

    expect(await follow(execution)).toMatchObject({ code: 0 })
    expect([await desk.running('staging'), await desk.running('production')]).toEqual(['1.0.0', '1.0.0'])
  },
  6 * minutes,
)

test(
  'start exactly this release',
  async () => {
    second = await desk.release({ version: '1.1.0' })
    const newer = await desk.release({ version: '9.9.9' })

    const mixed = await desk.start({ ...second, bundle: newer.bundle })
    const ended = await follow(mixed)
    expect(failureOf(ended)).toEqual({ code: 1, reason: 'action-failed' })
    expect(ended.stderr).toContain('the bundle does not hold the release 1.1.0')
    expect(await desk.running('staging')).toBe('1.0.0')

    const execution = await desk.start(second)
    expect(await desk.start(second)).toBe(execution)
    expect(await desk.asked(execution)).toMatchObject({ release: second.digest })
    expect(await desk.running('staging')).toBe('1.1.0')
  },
  6 * minutes,
)

test(
  'never approve the old one',
  async () => {
    const [{ pipelineExecutionId: execution }] = outputsOf(await desk.drive('list', 'desk')).listed
    const { plan } = await desk.asked(execution)

    expect(failureOf(await approve('--release', first.digest))).toEqual({ code: 1, reason: 'approval-differs' })
    expect(failureOf(await approve('--plan', 'f'.repeat(64)))).toEqual({ code: 1, reason: 'approval-differs' })
    expect((await show(execution)).status).toBe('InProgress')

    third = await desk.release({ version: '1.2.0' })
    await desk.changeByHand()
    expect(await approve('--release', second.digest, '--plan', plan)).toMatchObject({ code: 0 })
    const ended = await follow(execution)
    // The stage has a rollback, which begins by itself, and which the promotion rejects too.
    expect(failureOf(ended)).toEqual({ code: 1, reason: 'plan-changed' })
    expect(await desk.running('production')).toBe('1.0.0')
  },
  6 * minutes,
)

test(
  'approve the exact plan',
  async () => {
    const execution = await desk.start(second)
    const { release, plan } = await desk.asked(execution)
    expect(await approve('--release', release.slice(0, 12), '--plan', plan.slice(0, 12))).toMatchObject({ code: 0 })

    expect(await follow(execution)).toMatchObject({ code: 0 })
    expect(await desk.running('production')).toBe('1.1.0')
    const promoted = (await show(execution)).actions.find(({ actionName }: Named) => actionName === 'Promote')
    expect(promoted.output.outputVariables).toMatchObject({ outcome: 'succeeded', release })
  },
  6 * minutes,
)

interface Named {
  readonly actionName: string
}

test(
  'no question when nothing changes',
  async () => {
    const execution = await desk.start(second)

    expect(await follow(execution)).toMatchObject({ code: 0 })
    const { actions } = await show(execution)
    expect(actions.map(({ actionName }: Named) => actionName)).not.toContain('Approve')
  },
  6 * minutes,
)

test(
  'watch it',
  async () => {
    const execution = await desk.start(third)
    const watching = desk.line.start(['pipeline', 'follow', 'desk', '--execution', execution, '--local'])
    await printed(watching, 'waits for an approval')
    await desk.asked(execution)
    expect(await approve('--execution', execution)).toMatchObject({ code: 0 })

    const { code, stdout, stderr } = await watching.ended
    expect(code).toBe(0)
    const seen = `${stdout}${stderr}`
    for (const action of ['Source/Release', 'Staging/Deploy', 'Staging/Gate', 'Plan/Plan', 'Production/Promote'])
      expect(seen).toMatch(new RegExp(`Succeeded +${action} \\(`))
    expect(seen).toContain('waits for an approval  Approve/Approve')
  },
  6 * minutes,
)

test(
  'know how it ended',
  async () => {
    const broken = await desk.start(await desk.release({ version: '1.3.0', broken: true }))
    const failed = await follow(broken)
    expect(failureOf(failed)).toEqual({ code: 1, reason: 'gate-failed' })
    expect(failed.stderr).toContain('the end of the log of Staging/Gate')

    const refused = await desk.start(await desk.release({ version: '1.4.0' }))
    await desk.asked(refused)
    expect(await desk.drive('reject', 'desk', '--comment', 'not on a Friday')).toMatchObject({ code: 0 })
    const rejected = await follow(refused)
    expect(failureOf(rejected)).toEqual({ code: 1, reason: 'approval-rejected' })
    expect(rejected.stderr).toContain('not on a Friday')
    expect(await desk.running('production')).toBe('1.2.0')
  },
  6 * minutes,
)
