import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Jobs } from '../../src/core/ports/jobs.ts'
import type { Context } from '../../src/core/run/context.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { recordInLog } from '../../src/pipeline/execution/own-record.ts'
import { type JobWorldOfTests, jobWorld, type StageRun } from '../support/job-world.ts'
import { virtualClock } from '../support/virtual-clock.ts'

/* The worker against the local CodePipeline, with a stage of the test. */
let world: JobWorldOfTests
beforeEach(async () => {
  world = await jobWorld()
})
afterEach(() => world.stop())

const succeeds: StageRun = async ({ release }) => ({ outcome: 'succeeded', release, stackId: 'stack/shop' })
const journalOf = (folder = join(world.folder, 'journal')) => (existsSync(folder) ? readdirSync(folder) : [])
const failure = (reason: StageError['reason'], text: string) => new StageError(reason, text)

/** A stage that ends when the test lets it, or when it is interrupted. */
function waiting(outcome: 'succeeded' | 'no-changes' = 'succeeded') {
  let begun = () => {}
  let end = () => {}
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve
  })
  const run: StageRun = async (_inputs, { signal }) => {
    begun()
    await Promise.race([
      mayEnd,
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ])
    return { outcome }
  }
  return { run, hasBegun, end: () => end() }
}

test('a job is taken once, runs its stage in the place of its action, and its outputs are output variables', async () => {
  const execution = await world.start('4f2a')
  const seen: Partial<Context['run']>[] = []
  const { totals, names } = await world.runWorker(async (inputs, { run }) => {
    seen.push(run)
    return succeeds(inputs, {} as Context)
  })
  expect(totals).toMatchObject({ succeeded: 1, failed: 0 })
  expect(names).toEqual(['waiting', 'took', 'succeeded', 'stopped'])
  expect(seen).toMatchObject([{ host: 'codepipeline', id: `Garage#${execution}/Deploy/Bring` }])
  const { actionExecutionId, status, output } = world.actionOf(execution)
  expect([status, output.outputVariables]).toEqual([
    'Succeeded',
    { outcome: 'succeeded', failure_reason: '', release: '4f2a', stack_id: 'stack/shop' },
  ])
  expect(output.executionResult).toMatchObject({
    externalExecutionId: `one/${actionExecutionId}`,
    externalExecutionSummary: 'deploy: succeeded release=4f2a',
  })
  expect(journalOf()).toEqual([])
})

test.each([
  ['gate-failed', 'JobFailed'],
  ['input-invalid', 'ConfigurationError'],
  ['access-denied', 'PermissionError'],
  ['service-unavailable', 'SystemUnavailable'],
] as const)(
  'a stage that fails with %s fails its action with %s, and the reason is in the message',
  async (reason, type) => {
    const execution = await world.start()
    await world.runWorker(async () => {
      throw failure(reason, 'it was so')
    })
    const { status, output } = world.actionOf(execution)
    expect(status).toBe('Failed')
    expect(output.executionResult.errorDetails).toMatchObject({
      code: type,
      message: expect.stringMatching(new RegExp(`^✗ deploy: it was so[^]*Reason: ${reason} \\(`)),
    })
    expect(recordInLog(output.executionResult.errorDetails.message.split('\n'))).toMatchObject({ reason })
  },
)

test('a message is masked and cut to what the service takes', async () => {
  const execution = await world.start()
  await world.runWorker(async (_inputs, { report }) => {
    report({ kind: 'secret', value: 'opensesame' })
    throw failure('gate-failed', `opensesame ${'x'.repeat(9000)}`)
  })
  const { message } = world.actionOf(execution).output.executionResult.errorDetails
  expect(message.length).toBeLessThanOrEqual(5000)
  expect(message).toContain('Reason: gate-failed')
  expect(message).not.toContain('opensesame')
})

test('a bug of a stage says nothing about this machine, and its log stays here', async () => {
  const execution = await world.start()
  const { log } = await world.runWorker(async () => {
    throw new TypeError('no such thing')
  })
  expect(world.actionOf(execution).output.executionResult.errorDetails.message).toBe(
    'deploy: this is a bug in liftlock; the log of the worker has it',
  )
  expect(log).toContain('no such thing')
})

test('what another worker took first is left to it', async () => {
  await world.start()
  const { totals, names } = await world.runWorker(succeeds, {
    jobs: {
      async acknowledge(id, nonce) {
        expect(await world.jobs.acknowledge(id, nonce)).toBe(true)
        return world.jobs.acknowledge(id, nonce)
      },
    },
  })
  expect([totals.succeeded, names.includes('took')]).toEqual([0, false])
  expect(journalOf()).toEqual([])
})

test('ten workers at a time run each of twenty jobs once', async () => {
  const executions: string[] = []
  for (let number = 0; number < 20; number++) executions.push(await world.start(`r${number}`))
  const ran: string[] = []
  const run: StageRun = async ({ release = '' }) => {
    ran.push(release)
    return { outcome: 'succeeded' }
  }
  await Promise.all(Array.from({ length: 10 }, (_, number) => world.runWorker(run, { name: `w${number}`, atOnce: 2 })))
  expect(ran.sort()).toEqual(executions.map((_, number) => `r${number}`).sort())
  expect(executions.map((id) => world.actionOf(id).status)).toEqual(executions.map(() => 'Succeeded'))
})

test('jobs of other pipelines and of other queues are not touched', async () => {
  await world.start()
  await world.runWorker(succeeds, { pipelines: ['Shop'] })
  await world.runWorker(succeeds, { property: { name: 'Queue', value: 'other' } })
  expect(await world.jobs.poll({ category: 'Deploy', provider: 'Liftlock', version: '1' }, 5)).toHaveLength(1)
})

test('a signal ends the stage, and its job is handed back: the next worker goes on', async () => {
  const execution = await world.start()
  const stop = new AbortController()
  const first = waiting()
  const ending = world.runWorker(first.run, { signal: stop.signal, until: 'signal' })
  await first.hasBegun
  stop.abort(new Error('SIGTERM'))
  const { totals, names } = await ending
  expect([totals.handedBack, names.at(-1)]).toEqual([1, 'stopped'])
  expect(world.actionOf(execution).status).toBe('InProgress')
  const second = await world.runWorker(succeeds, { name: 'two' })
  expect(second.events).toContainEqual(expect.objectContaining({ event: 'took', again: true }))
  expect(world.actionOf(execution).status).toBe('Succeeded')
})

test('a stage that succeeds although a signal came is told as a success', async () => {
  const execution = await world.start()
  const stop = new AbortController()
  await world.runWorker(
    async () => {
      stop.abort(new Error('SIGTERM'))
      return { outcome: 'succeeded' }
    },
    { signal: stop.signal, until: 'signal' },
  )
  expect(world.actionOf(execution).status).toBe('Succeeded')
})

test('an operation that goes on is handed back, and never fails the action', async () => {
  const execution = await world.start()
  const stop = new AbortController()
  const { events } = await world.runWorker(
    async () => {
      stop.abort(new Error('SIGTERM'))
      throw failure('operation-running', 'the stack is still being updated')
    },
    { signal: stop.signal, until: 'signal' },
  )
  expect(events).toContainEqual(expect.objectContaining({ event: 'handed-back', why: 'the stage goes on' }))
  expect(world.actionOf(execution).status).toBe('InProgress')
})

test('a job is renewed while its stage runs: its id changes, and its end reaches the action', async () => {
  const execution = await world.start()
  const stage = waiting('no-changes')
  let renewed = 0
  const running = world.runWorker(stage.run, {
    renewAfter: 20,
    until: 'one-job',
    jobs: {
      goOn: async (id, token) => {
        renewed += 1
        if (renewed === 3) stage.end()
        return world.jobs.goOn(id, token)
      },
    },
  })
  const { events, totals } = await running
  const ids = events.flatMap((event) => ('job' in event ? [event.job] : []))
  expect(new Set(ids).size).toBeGreaterThanOrEqual(3)
  expect(totals).toMatchObject({ succeeded: 1, gone: 0 })
  expect(world.actionOf(execution).output.outputVariables).toMatchObject({ outcome: 'no-changes' })
})

test('a renewed job is left to its worker: another one does not take it meanwhile', async () => {
  await world.start()
  const type = { category: 'Deploy', provider: 'Liftlock', version: '1' }
  const [job] = await world.jobs.poll(type, 1)
  await world.jobs.acknowledge(job!.id, job!.nonce)
  await world.jobs.goOn(job!.id, 'liftlock.1.somebody-else.1')
  const { names } = await world.runWorker(succeeds)
  expect(names).toEqual(['waiting', 'stopped'])
})

/** A worker that asks for jobs once and is lost then, for all that others see of it; the answer ends it in fact. */
function lostWorker(run: StageRun): () => Promise<unknown> {
  const stop = new AbortController()
  let isLost = false
  const poll: Jobs['poll'] = async (...asked) => {
    if (isLost) return []
    isLost = true
    return world.jobs.poll(...asked)
  }
  const options = { keepsOffered: true, name: 'lost', folder: join(world.folder, 'gone'), until: 'signal' } as const
  const ended = world.runWorker(run, { ...options, jobs: { poll }, signal: stop.signal })
  return () => {
    stop.abort(new Error('the test is over'))
    return ended
  }
}

test('a worker that is lost with its folder leaves its job in the queue, and another one goes on after a minute', async () => {
  const execution = await world.start()
  const stage = waiting()
  const end = lostWorker(stage.run)
  await stage.hasBegun
  const clock = virtualClock()
  const { names, events } = await world.runWorker(succeeds, {
    ...{ name: 'two', folder: join(world.folder, 'other'), until: 'one-job', clock, pause: 5000 },
  })
  expect(names).toEqual(['waiting', 'took', 'succeeded', 'stopped'])
  expect(events).toContainEqual(expect.objectContaining({ event: 'took', again: true }))
  expect(clock.elapsed()).toBeGreaterThanOrEqual(60_000)
  expect(world.actionOf(execution).status).toBe('Succeeded')
  await end()
})

test('a job that stays in the queue is that of its worker for as long as the worker is there', async () => {
  const execution = await world.start()
  const clock = virtualClock()
  const stage = waiting('no-changes')
  const running = world.runWorker(stage.run, { keepsOffered: true, until: 'one-job', clock, pause: 5000 })
  await stage.hasBegun
  const other = new AbortController()
  const idle = world.runWorker(succeeds, {
    ...{ name: 'two', folder: join(world.folder, 'other'), until: 'signal', clock, pause: 5000, signal: other.signal },
  })
  const threeMinutes = clock.elapsed() + 180_000
  while (clock.elapsed() < threeMinutes) await new Promise((resolve) => setImmediate(resolve))
  stage.end()
  const { totals, names } = await running
  other.abort()
  expect([totals, names]).toEqual([
    expect.objectContaining({ succeeded: 1, gone: 0 }),
    ['waiting', 'took', 'succeeded', 'stopped'],
  ])
  expect((await idle).names).toEqual(['waiting', 'stopped'])
  expect(world.actionOf(execution).output.outputVariables).toMatchObject({ outcome: 'no-changes' })
})

test('an action that was abandoned is not told an end', async () => {
  const execution = await world.start()
  const stage = waiting()
  const running = world.runWorker(stage.run, { until: 'one-job' })
  await stage.hasBegun
  world.service.call('StopPipelineExecution', {
    pipelineName: 'Garage',
    pipelineExecutionId: execution,
    abandon: true,
  })
  await world.service.rest()
  stage.end()
  await running
  expect(world.actionOf(execution).status).toBe('Abandoned')
  expect(journalOf()).toEqual([])
})

test('a worker that was killed leaves its job in the journal, and the next one hands it back and runs it', async () => {
  const execution = await world.start()
  const killed = waiting()
  const left = join(world.folder, 'left')
  // It never ends, as a killed process; its journal is all that the next one finds.
  const jobs = { succeed: async () => false }
  const gone = world.runWorker(killed.run, { until: 'one-job', folder: left, jobs })
  await killed.hasBegun
  expect(journalOf(left)).toHaveLength(1)
  const early = await world.runWorker(succeeds, { name: 'two', folder: left })
  expect(early.names).toEqual(['waiting', 'stopped'])
  const { names } = await world.runWorker(succeeds, { name: 'three', folder: left, ahead: 90_000 })
  expect(names).toEqual(['waiting', 'recovered', 'took', 'succeeded', 'stopped'])
  expect(world.actionOf(execution).status).toBe('Succeeded')
  killed.end()
  await gone
})

test('throttling, errors of the service and expired credentials delay what is told, and lose no job', async () => {
  const execution = await world.start()
  const reasons: StageError['reason'][] = [
    'throttled',
    'service-unavailable',
    'endpoint-unreachable',
    'credentials-expired',
  ]
  const faults = [...reasons]
  const { events, totals } = await world.runWorker(succeeds, {
    jobs: {
      async succeed(id, success) {
        const reason = faults.shift()
        if (reason !== undefined) throw failure(reason, 'not now')
        return world.jobs.succeed(id, success)
      },
    },
  })
  expect(totals).toMatchObject({ succeeded: 1, untold: 0 })
  expect(events.filter(({ event }) => event === 'warning')).toHaveLength(1)
  expect(world.actionOf(execution).status).toBe('Succeeded')
}, 20_000)

test('an acknowledgement whose answer was lost loses no job', async () => {
  const execution = await world.start()
  let calls = 0
  const { names } = await world.runWorker(succeeds, {
    jobs: {
      async acknowledge(id, nonce) {
        calls += 1
        const answer = await world.jobs.acknowledge(id, nonce)
        if (calls === 1) throw failure('endpoint-unreachable', 'the answer was lost')
        return answer
      },
    },
    until: 'one-job',
  })
  expect(names).toEqual(['waiting', 'took', 'succeeded', 'stopped'])
  expect(world.actionOf(execution).status).toBe('Succeeded')
})

test('a refusal that lasts ends the worker, after its jobs', async () => {
  const execution = await world.start()
  const stage = waiting()
  let polls = 0
  const running = world.runWorker(stage.run, {
    atOnce: 2,
    until: 'signal',
    jobs: {
      async poll(...asked) {
        polls += 1
        if (polls > 1) throw failure('access-denied', 'no right')
        return world.jobs.poll(...asked)
      },
    },
  })
  await stage.hasBegun
  stage.end()
  await expect(running).rejects.toMatchObject({ reason: 'access-denied' })
  expect(world.actionOf(execution).status).toBe('Succeeded')
})

test('a type that the account does not have is named, with the command that creates it', async () => {
  world.service.call('DeleteCustomActionType', { category: 'Deploy', provider: 'Liftlock', version: '1' })
  await expect(world.runWorker(succeeds)).rejects.toMatchObject({
    reason: 'input-invalid',
    message: 'the account has no custom action type Deploy/Liftlock/1',
  })
})

const stale = () => Object.assign(new Error('ESTALE: stale file handle'), { code: 'ESTALE' })

test('a job that cannot be noted in the shared folder is taken later, with a warning', async () => {
  const execution = await world.start()
  let tries = 0
  const { totals, events } = await world.runWorker(succeeds, {
    until: 'one-job',
    journal: (own) => ({
      write: async (name, entry) => {
        tries += 1
        if (tries === 1) throw stale()
        return own.write(name, entry)
      },
    }),
  })
  expect([totals.succeeded, world.actionOf(execution).status]).toEqual([1, 'Succeeded'])
  expect(events).toContainEqual({
    event: 'warning',
    error: expect.objectContaining({ reason: 'file-unreadable', message: 'the journal: ESTALE: stale file handle' }),
  })
})

test('what is no file in the shared folder is a warning, and the worker goes on and ends in order', async () => {
  const execution = await world.start()
  const folder = join(world.folder, 'journal')
  // Reading a folder as a file fails with EISDIR, for root too.
  mkdirSync(join(folder, '0.json'), { recursive: true })
  utimesSync(join(folder, '0.json'), new Date(0), new Date(0))
  const { totals, names } = await world.runWorker(succeeds)
  expect([totals.succeeded, world.actionOf(execution).status]).toEqual([1, 'Succeeded'])
  expect(names).toEqual(['waiting', 'warning', 'took', 'succeeded', 'stopped'])
})

test('a folder that cannot be listed is a warning', async () => {
  const folder = join(world.folder, 'file')
  writeFileSync(folder, '')
  const { events, names } = await world.runWorker(succeeds, { folder })
  expect(names).toEqual(['waiting', 'warning', 'stopped'])
  expect(events[1]).toMatchObject({ error: { message: expect.stringContaining('ENOTDIR') } })
})
