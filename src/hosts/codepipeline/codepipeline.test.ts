import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { type EndedAction, runAction } from '../../../test/support/pipeline-action.ts'
import { type VirtualClock, virtualClock } from '../../../test/support/virtual-clock.ts'
import { flag } from '../../core/inputs/kinds.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { again, next } from '../../core/run/next-step.ts'
import { defineStage, type Stage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { recordInLog, recordInVariables } from '../../pipeline/execution/own-record.ts'

const minute = 60_000

/** An operation of AWS that goes on by itself, whoever follows it. */
function deployTaking(minutes: number, failure?: 'stack-rolled-back') {
  let began: number | undefined
  let runs = 0
  const stage = defineStage({
    name: 'deploy',
    inputs: z.object({ release: z.string().describe('The release.') }),
    outputs: z.object({
      outcome: z.enum(['succeeded', 'no-changes']).describe('The outcome.'),
      stackId: z.string().describe('The stack.'),
    }),
    async run(_, { clock, signal, report }) {
      runs += 1
      began ??= clock.elapsed()
      report({ kind: 'outputs', values: { stackId: 'stack-1' } })
      while (clock.elapsed() < began + minutes * minute)
        try {
          await clock.sleep(minute / 4, signal)
        } catch (error) {
          const hint = next`${again} to follow it`
          throw new StageError('operation-running', 'the operation continues in AWS', { hint, cause: error })
        }
      if (failure !== undefined) throw new StageError(failure, 'the stack was rolled back')
      return { outcome: 'succeeded', stackId: 'stack-1' }
    },
  })
  return { stage: stage as unknown as Stage, runs: () => runs }
}

/** A stage of a pipeline: an action, two that attach, and a minute between them. */
async function chain(stage: Stage, clock: VirtualClock) {
  const ended: (EndedAction & { readonly minutes: number })[] = []
  let before: Readonly<Record<string, string>> = {}
  for (const followed of ['true', 'true', '']) {
    const environment = {
      LIFTLOCK_RELEASE: '1.0.0',
      LIFTLOCK_PIPELINE_FOLLOWED: followed,
      LIFTLOCK_PIPELINE_BEFORE: JSON.stringify(before),
    }
    const action = await runAction(stage, { environment, clock })
    ended.push({ ...action, minutes: Math.round(clock.elapsed() / minute) })
    if (action.exitCode !== 0) break
    before = action.variables
    clock.push((55 - ((clock.elapsed() / minute) % 55)) * minute)
  }
  return ended
}

test.each([
  [
    30,
    [
      [30, 0, 'succeeded'],
      [55, 0, 'succeeded'],
      [110, 0, 'succeeded'],
    ],
    1,
  ],
  [
    54,
    [
      [54, 0, 'succeeded'],
      [55, 0, 'succeeded'],
      [110, 0, 'succeeded'],
    ],
    1,
  ],
  [
    80,
    [
      [54, 0, 'still-running'],
      [80, 0, 'succeeded'],
      [110, 0, 'succeeded'],
    ],
    2,
  ],
  [
    150,
    [
      [54, 0, 'still-running'],
      [109, 0, 'still-running'],
      [150, 0, 'succeeded'],
    ],
    3,
  ],
  [
    300,
    [
      [54, 0, 'still-running'],
      [109, 0, 'still-running'],
      [164, 3, 'still-running'],
    ],
    3,
  ],
] as const)(
  'an operation of %d minutes is followed from action to action, and only the last one fails',
  async (minutes, expected, runs) => {
    const clock = virtualClock()
    const deploy = deployTaking(minutes)
    const ended = await chain(deploy.stage, clock)
    expect(ended.map((action) => [action.minutes, action.exitCode, action.variables.outcome])).toEqual(expected)
    expect(ended.map(({ record }) => record.outcome)).toEqual(expected.map(([, , outcome]) => outcome))
    expect(ended.map(({ variables }) => variables.stack_id)).toEqual(ended.map(() => 'stack-1'))
    expect(deploy.runs()).toBe(runs)
  },
)

test('an operation that fails later fails the action that follows it then', async () => {
  const ended = await chain(deployTaking(100, 'stack-rolled-back').stage, virtualClock())
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 1])
  expect(ended[1]!.record).toEqual({
    stage: 'deploy',
    outcome: 'rolled-back',
    error: { reason: 'stack-rolled-back', message: 'the stack was rolled back' },
    execution: '00000000-0000-4000-8000-000000000001',
  })
  expect(ended[1]!.variables).toMatchObject({ outcome: 'rolled-back', failure_reason: 'stack-rolled-back' })
})

test('whoever follows the pipeline reads the same end from the log and from the output variables', async () => {
  const [first, second] = await chain(deployTaking(100, 'stack-rolled-back').stage, virtualClock())
  for (const [{ log, variables }, record] of [
    [first!, { outcome: 'still-running', reason: 'operation-running' }],
    [second!, { outcome: 'rolled-back', reason: 'stack-rolled-back' }],
  ] as const) {
    expect(recordInLog(log.trimEnd().split('\n'))).toEqual(record)
    expect(recordInVariables(variables)).toEqual(record)
  }
})

test('what to do next is to let the next action run, and after the last one to retry the stage', async () => {
  const ended = await chain(deployTaking(300).stage, virtualClock())
  expect(ended[0]!.log).toContain('· deploy: the operation continues in AWS')
  expect(ended[0]!.log).toContain('Next: let the next action of the stage run the same command to follow it')
  expect(ended[2]!.log).toContain('✗ deploy: the operation continues in AWS')
  expect(ended[2]!.log).toContain('Next: retry the stage of the pipeline to follow it')
})

/** A stage that works on its own, and stops or does not when it is asked to. */
function working(stops: boolean) {
  const stage = defineStage({
    name: 'work',
    inputs: z.object({ fast: flag().describe('Whether to end at once.') }),
    outputs: z.object({ outcome: z.enum(['succeeded']).describe('The outcome.') }),
    async run({ fast }, { clock, signal }) {
      while (!fast && clock.elapsed() < 200 * minute) await clock.sleep(minute / 30, stops ? signal : undefined)
      return { outcome: 'succeeded' }
    },
  })
  return stage as unknown as Stage
}

test.each([true, false])(
  'a stage is still running when the time is over, whether it stops at once or not: %s',
  async (stops) => {
    const clock = virtualClock()
    const ended = await runAction(working(stops), { clock, environment: { LIFTLOCK_PIPELINE_FOLLOWED: 'true' } })
    expect(ended).toMatchObject({ exitCode: 0, left: !stops, variables: { outcome: 'still-running' } })
    expect(ended.record.error).toMatchObject({ message: 'work has not ended within the 54 minutes of its action' })
    expect(clock.elapsed()).toBeLessThan(55 * minute)
  },
)

test.each([
  ['20', '', 20],
  ['54', '30', 24],
  ['54', '60', 0],
  // A clock that is wrong.
  ['54', '-5', 54],
  ['54', '100000', 54],
] as const)('of %s minutes, of which %s are over, %d are left', async (limit, spent, left) => {
  const clock = virtualClock()
  const start = spent === '' ? undefined : String(clock.now().getTime() - Number(spent) * minute)
  const environment = { LIFTLOCK_PIPELINE_MINUTES: limit, CODEBUILD_START_TIME: start }
  const ended = await runAction(working(true), { clock, environment })
  expect(ended.exitCode).toBe(3)
  expect(Math.floor(clock.elapsed() / minute)).toBe(left)
})

test('a stage that somebody stops has failed, as everywhere', async () => {
  const stopped = new AbortController()
  const real = virtualClock()
  const clock: Clock = {
    ...real,
    async sleep(milliseconds, signal, kind) {
      if (kind === undefined) stopped.abort(new Error('stopped'))
      await real.sleep(milliseconds, signal, kind)
    },
  }
  const environment = { LIFTLOCK_PIPELINE_FOLLOWED: 'true' }
  const ended = await runAction(working(true), { clock, environment, signal: stopped.signal })
  expect(ended).toMatchObject({ exitCode: 1, variables: { outcome: 'failed', failure_reason: 'cancelled' } })
})

test('an action that has nothing to follow says so', async () => {
  const environment = { LIFTLOCK_PIPELINE_BEFORE: 'no-changes' }
  const { log, variables } = await runAction(working(true), { environment })
  expect(log).toContain('the action before this one has finished work; nothing is left to follow')
  expect(variables.outcome).toBe('no-changes')
})

test('a file of exports that cannot be written is named before anything happens', async () => {
  await expect(
    runAction(working(true), { environment: { LIFTLOCK_EXPORTS: '/dev/null/exports' } }),
  ).rejects.toMatchObject({
    reason: 'input-invalid',
    message: expect.stringContaining('LIFTLOCK_EXPORTS is "/dev/null/exports"'),
  })
})

test('with json, the object is alone on stdout, and the record ends the log', async () => {
  const { stdout, record, log } = await runAction(working(true), { json: true, flags: { fast: 'true' } })
  expect(JSON.parse(stdout)).toEqual({ stage: 'work', outcome: 'succeeded', outputs: { outcome: 'succeeded' } })
  expect(record).toMatchObject({ stage: 'work', outcome: 'succeeded' })
  expect(log.trimEnd().split('\n')).toHaveLength(1)
})
