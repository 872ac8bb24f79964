import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Ended } from '../../support/command-line.ts'
import { type BundledRelease, type DeliveryPipeline, deliveryPipeline } from '../../support/delivery-pipeline.ts'
import { processesBelow } from '../../support/processes-below.ts'

/*
 * What a team wants of a pipeline when something goes wrong, with the pipeline that we render, on the local AWS. The
 * tests follow one another.
 */
const minutes = 60_000
let desk: DeliveryPipeline
let first: BundledRelease
beforeAll(async () => {
  desk = await deliveryPipeline()
  first = await desk.release({ version: '1.0.0' })
  const execution = await desk.start(first)
  await desk.asked(execution)
  expect(await approve(execution)).toMatchObject({ code: 0 })
  expect(await follow(execution)).toMatchObject({ code: 0 })
}, 8 * minutes)
afterAll(() => desk?.line.close(), minutes)

const approve = (execution: string) => desk.drive('approve', 'desk', '--execution', execution)
const follow = (execution: string) => desk.drive('follow', 'desk', '--execution', execution)
const outputsOf = ({ stdout }: Ended) => JSON.parse(stdout).outputs
const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })
const statusOf = async (execution: string) =>
  outputsOf(await desk.drive('show', 'desk', '--execution', execution)).status

/** Ends the process of a stage in an action of the pipeline at once, as a machine that is lost. */
async function killStage(name: string): Promise<void> {
  const commands = (await processesBelow(desk.line.folder)).map((pid) => ({
    pid,
    command: readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0'),
  }))
  const meant = commands.filter(({ command }) => command[1]?.endsWith('liftlock.js') && command[2] === name)
  expect(meant).toHaveLength(1)
  for (const { pid } of meant) process.kill(pid, 'SIGKILL')
}

/** Waits until a stage executes its change set, and ends it just then. @returns what the stack did before */
async function killOnceExecuting(stage: 'deploy' | 'promote', environment: 'staging' | 'production') {
  const before = await desk.operations(environment)
  while ((await desk.operations(environment)).length === before.length) await sleep(100)
  await killStage(stage)
  return before.length
}

/** How often a stack was updated since it had done so much. */
async function updatesSince(before: number, environment: 'staging' | 'production') {
  const all = await desk.operations(environment)
  return all.slice(0, all.length - before).filter((status) => status === 'UPDATE_IN_PROGRESS').length
}

test(
  'retry safely after the change set was executed',
  async () => {
    const second = await desk.release({ version: '2.0.0', slow: 8 })
    const execution = await desk.start(second)
    const staged = await killOnceExecuting('deploy', 'staging')
    expect(failureOf(await follow(execution))).toEqual({ code: 1, reason: 'action-failed' })

    expect(await desk.drive('retry', 'desk', '--execution', execution, '--detach')).toMatchObject({ code: 0 })
    await desk.asked(execution)
    expect([await desk.running('staging'), await updatesSince(staged, 'staging')]).toEqual(['2.0.0', 1])

    // A stage with a rollback: what it begins by itself is rejected, and what was executed stays.
    expect(await approve(execution)).toMatchObject({ code: 0 })
    const promoted = await killOnceExecuting('promote', 'production')
    expect(failureOf(await follow(execution))).toEqual({ code: 1, reason: 'action-failed' })
    const refused = await desk.drive('retry', 'desk', '--execution', execution)
    expect(refused.stderr).toContain('start instead')
    const again = await follow(await desk.start(second))

    expect(again).toMatchObject({ code: 0 })
    expect([await desk.running('production'), await updatesSince(promoted, 'production')]).toEqual(['2.0.0', 1])
  },
  8 * minutes,
)

test(
  'roll back to a known release',
  async () => {
    const listed = await desk.drive('rollback', 'desk', '--pipeline-stage', 'Production')
    const { candidates } = outputsOf(listed)
    expect(candidates.map(({ release }: { release: string }) => release)).toContain('1.0.0')

    const back = await desk.drive('rollback', 'desk', '--pipeline-stage', 'Production', '--to', '1.0.0')

    expect(back).toMatchObject({ code: 0 })
    expect(await desk.running('production')).toBe('1.0.0')
    expect(await desk.running('staging')).toBe('2.0.0')
  },
  8 * minutes,
)

test(
  'stop or let go',
  async () => {
    const execution = await desk.start(await desk.release({ version: '3.0.0' }))
    const watching = desk.line.start(['pipeline', 'follow', 'desk', '--execution', execution, '--local', '--json'])
    await desk.asked(execution)
    watching.child.kill('SIGINT')
    expect(failureOf(await watching.ended)).toEqual({ code: 3, reason: 'operation-running' })
    expect(await statusOf(execution)).toBe('InProgress')

    const stopped = await desk.drive('stop', 'desk', '--execution', execution, '--abandon', '--reason', 'not today')

    expect(await statusOf(execution)).toBe('Stopped')
    expect(stopped.stderr).toContain('not today')
    expect(failureOf(await approve(execution))).toEqual({ code: 1, reason: 'approval-stale' })
    expect(await desk.running('production')).toBe('1.0.0')
  },
  8 * minutes,
)
