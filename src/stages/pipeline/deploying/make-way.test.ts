import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { reportInWords, saying } from '../../../../test/support/in-command-words.ts'
import { inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import {
  executionId,
  type Fault,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { type TestContext, testContext } from '../../../../test/support/test-context.ts'
import { drivePipelines } from '../driving/drive.ts'
import { reopenEntrance } from './entrance.ts'
import { makeWay, type UnderWayChoice, type Update } from './make-way.ts'
import { startAgain } from './start-again.ts'

const [creation, deploying, waiting, held] = [1, 2, 3, 4].map(executionId) as [string, string, string, string]
const release = 'a'.repeat(64)
const approval = { input: { actionTypeId: { category: 'Approval' } } }
const ownReason = 'liftlock updates the pipeline when nothing runs'
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
let context: TestContext
let objects: ReturnType<typeof inMemoryObjects>
/** Calls that changed something, in order. */
let done: string[]

beforeEach(async () => {
  service = await startScriptedCodePipeline()
  objects = inMemoryObjects()
  done = []
  context = testContext({ aws: service.aws, clock: service.clock })
  shop = scriptedPipeline('shop', { version: 3, variables: [{ name: 'Release', defaultValue: 'none' }] })
  service.pipelines.set('shop', shop)
  const execution = (id: string, actions: ReturnType<typeof scriptedAction>[], more: object = {}) =>
    scriptedExecution(id, service.clock.now(), {
      pipelineVersion: 3,
      variables: [{ name: 'Release', resolvedValue: release }],
      sourceRevisions: [{ actionName: 'Code', revisionId: `v-${id.at(-1)}` }],
      actions: [...actions, scriptedAction('Source/Code', 'Succeeded', [0, 1])],
      ...more,
    })
  shop.executions = [
    execution(held, []),
    execution(waiting, [scriptedAction('Approval/Approve', 'InProgress', [3], approval)]),
    execution(deploying, [scriptedAction('Build/Compile', 'InProgress', [2])]),
    execution(creation, [], { trigger: { triggerType: 'CreatePipeline' } }),
  ]
  Object.assign(service.handlers, {
    DisableStageTransition: ({ stageName, reason }: Record<string, string>) => setTransition(stageName!, reason),
    EnableStageTransition: ({ stageName }: Record<string, string>) => setTransition(stageName!),
    StopPipelineExecution: ({ pipelineExecutionId, abandon }: Record<string, unknown>) => {
      const found = shop.executions.find((each) => each.pipelineExecutionId === pipelineExecutionId)!
      if (found.status !== 'InProgress') throw new Refusal('DuplicatedStopRequestException', 'stops already')
      found.status = 'Stopping'
      done.push(`stop ${String(pipelineExecutionId).at(-1)} ${abandon ? 'at once' : 'and wait'}`)
      return {}
    },
  })
})
afterEach(() => service.stop())

function setTransition(stageName: string, disabledReason?: string): object {
  done.push(`${disabledReason === undefined ? 'open' : 'close'} ${stageName}`)
  const inboundTransitionState = { enabled: disabledReason === undefined, ...(disabledReason && { disabledReason }) }
  shop.states = shop.states.map((state) =>
    state.stageName === stageName ? { ...state, inboundTransitionState } : state,
  )
  return {}
}

async function updateOf(choice: UnderWayChoice | undefined): Promise<Update> {
  const account = service.aws.at({})
  const store = { objects }
  const restarts = { bucket: 'sources', pipeline: 'shop', store }
  return {
    pipeline: 'shop',
    choice,
    timeLimit: 60,
    restarts,
    told: new Set(),
    ...(await drivePipelines(account, context)),
  }
}

const texts = () =>
  context.reports
    .map((event) => reportInWords(event))
    .flatMap((event) => ('text' in event && event.kind !== 'progress' ? [event.text] : []))
const noted = () => {
  const body = objects.contents.get('sources/pipelines/shop/restarts.json')
  return body && JSON.parse(Buffer.from(body).toString()).executions
}
/** What an update does: the version rises, and what is parked between stages is cancelled. */
function updated(...cancelled: readonly string[]): void {
  shop.definition = { ...shop.definition, version: 4 }
  for (const execution of shop.executions)
    if (cancelled.includes(execution.pipelineExecutionId)) execution.status = 'Cancelled'
}
const ended = (id: string) => {
  const found = shop.executions.find((each) => each.pipelineExecutionId === id)!
  found.status = 'Succeeded'
  found.actions = found.actions.map((action) => ({ ...action, status: 'Succeeded' }))
}

test('without a choice nothing is disturbed: executions and approvals are named, a creation run does not count', async () => {
  await expect(makeWay(await updateOf(undefined), context)).rejects.toMatchObject({
    reason: 'executions-under-way',
    message:
      '3 executions of pipeline shop are under way; an update stops executions between stages, and makes approvals that wait stale',
    hint: saying('--under-way drain'),
  })
  expect(texts().join('\n')).toBe(
    [
      `execution ${deploying} of release aaaaaaaaaaaa: Build/Compile runs`,
      `execution ${waiting} of release aaaaaaaaaaaa: the approval Approval/Approve waits`,
      `execution ${held} of release aaaaaaaaaaaa: waits between stages`,
    ].join('\n'),
  )
  expect([done, noted()]).toEqual([[], undefined])
})

test('where only a creation run goes on, nothing is in the way', async () => {
  for (const id of [deploying, waiting, held]) ended(id)
  await makeWay(await updateOf(undefined), context)
  expect([done, texts()]).toEqual([[], []])
})

test('park lets executions stop, and says what each loses', async () => {
  await makeWay(await updateOf('park'), context)
  expect(texts()).toEqual([
    `execution ${deploying} of release aaaaaaaaaaaa: Build/Compile runs; it stops between stages`,
    `execution ${waiting} of release aaaaaaaaaaaa: the approval Approval/Approve waits; it stops between stages; nobody can answer the approval Approval/Approve any more`,
    `execution ${held} of release aaaaaaaaaaaa: waits between stages; it stops between stages`,
  ])
  expect([done, noted()]).toEqual([[], undefined])
})

test('park takes out of the list what an earlier run has noted, and leaves the others in it', async () => {
  await makeWay(await updateOf('restart'), context)
  const other = executionId(9)
  const body = JSON.stringify({ formatVersion: 1, executions: [other, ...noted()] })
  objects.contents.set('sources/pipelines/shop/restarts.json', Buffer.from(body))

  await makeWay(await updateOf('park'), context)

  expect(noted()).toEqual([other])
})

test('restart starts every release again, oldest first, and lets nothing hold a stage', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  expect(noted()).toEqual([deploying, waiting, held])
  updated(held)

  const begun = await startAgain(update, context)

  expect(done).toEqual(['stop 2 and wait', 'stop 3 at once'])
  const asked = begun.map((id) => shop.executions.find((each) => each.pipelineExecutionId === id)!.asked)
  expect(asked).toEqual(
    Array.from({ length: 3 }, () => ({ variables: [{ name: 'Release', value: release }], sourceRevisions: [] })),
  )
  expect(noted()).toEqual([])
})

test('an interrupted restart goes on where it stopped, and starts nothing twice', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  updated(held)
  const broken = { ...update, restarts: { ...update.restarts, store: { objects: { ...objects, replace: failing } } } }
  await expect(startAgain(broken, context)).rejects.toThrow('the machine stops')
  expect(shop.executions).toHaveLength(5)

  await startAgain(update, context)
  expect(await startAgain(update, context)).toEqual([])

  expect(shop.executions).toHaveLength(7)
  expect(noted()).toEqual([])
})
const failing = async () => {
  throw new Error('the machine stops')
}

test('what ended by itself, or runs in the new version, is not started again', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  ended(deploying)
  shop.executions.find((each) => each.pipelineExecutionId === waiting)!.status = 'Failed'

  // The update failed before it reached the pipeline, so the version is the same.
  expect(await startAgain(update, context)).toEqual([])

  expect([done, noted(), shop.executions.length]).toEqual([[], [], 4])
  expect(texts().slice(-3)).toEqual([
    `execution ${deploying} of release aaaaaaaaaaaa is not started again: it has ended by itself: Succeeded`,
    `execution ${waiting} of release aaaaaaaaaaaa is not started again: it has ended by itself: Failed`,
    `execution ${held} of release aaaaaaaaaaaa is not started again: the pipeline has the version that it runs, 3`,
  ])
})

test('what the service has no longer, or what names no release, is named in a warning', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  updated(deploying, waiting, held)
  shop.executions = shop.executions.filter(({ pipelineExecutionId }) => pipelineExecutionId !== deploying)
  shop.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === waiting)!.variables = []

  expect(await startAgain(update, context)).toHaveLength(1)

  expect(texts().slice(-3, -1)).toEqual([
    `execution ${deploying} is not started again: the service has it no longer`,
    `execution ${waiting} is not started again: it names no release`,
  ])
})

test('a definition that is read too early drops nothing: the version of the update is waited for', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  const { definition } = shop
  updated(deploying, waiting, held)
  const { definition: newer } = shop
  shop.definition = definition
  service.at(service.clock.elapsed() / 1000 + 20, () => {
    shop.definition = newer
  })

  expect(await startAgain({ ...update, before: 3 }, context)).toHaveLength(3)
  expect(noted()).toEqual([])
})

test('an earlier attempt that is still listed as running does not keep an approval alive', async () => {
  const update = await updateOf('restart')
  await makeWay(update, context)
  updated(deploying, held)
  const parked = shop.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === waiting)!
  parked.actions = [
    ...parked.actions,
    scriptedAction('Build/Compile', 'Succeeded', [2, 3]),
    scriptedAction('Build/Compile', 'InProgress', [1]),
  ]

  await startAgain(update, context)

  expect(done).toEqual(['stop 3 at once'])
})

test('a rollback is not repeated', async () => {
  shop.executions = shop.executions.slice(0, 1).map((each) => ({ ...each, executionType: 'ROLLBACK' }))
  await makeWay(await updateOf('restart'), context)
  expect(noted()).toBeUndefined()
  expect(texts()).toEqual([
    `execution ${held}, a rollback of release aaaaaaaaaaaa: waits between stages; it stops between stages`,
  ])
})

test('drain keeps executions out, waits for those inside with progress, and notes those that wait', async () => {
  const update = await updateOf('drain')
  service.at(60, () => ended(deploying))
  service.at(300, () => ended(waiting))

  await makeWay(update, context)
  await update.entrance!.open()

  expect(done).toEqual(['close Build', 'open Build'])
  expect(service.clock.elapsed()).toBeGreaterThanOrEqual(300_000)
  expect(noted()).toEqual([held])
  expect(texts()).toEqual([
    expect.stringContaining('Build/Compile runs'),
    expect.not.stringContaining('Build/Compile runs'),
  ])
  expect(context.reports.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(2)
  expect(service.calls.length / (service.clock.elapsed() / 60_000)).toBeLessThan(13)
})

test.each([1, 2])(
  'the looks of a drain end at a page of ended executions, and each page counts as a call (%i)',
  async (pages) => {
    const old = Array.from({ length: 30 }, (_, number) =>
      scriptedExecution(executionId(100 + number), service.clock.now(), { status: 'Succeeded' }),
    )
    // The creation run goes on for ever, and the one that is waited for stands on the last page that is read.
    const [creationRun, ...others] = [...shop.executions].reverse()
    ended(deploying)
    shop.executions = [...old.slice(0, 3 * (pages - 1)), ...others.reverse(), ...old, creationRun!]
    service.pageSize = 3
    const update = await updateOf('drain')
    service.at(600, () => ended(waiting))
    await makeWay(update, context)
    const first = service.calls.findIndex(({ name }) => name === 'DisableStageTransition')
    const later = service.calls.slice(first).filter(({ name }) => name === 'ListPipelineExecutions')
    const looks = later.filter(({ body }) => body.nextToken === undefined)

    expect(looks.length).toBeGreaterThan(3)
    expect(later.length / looks.length).toBeLessThanOrEqual(pages + 1)
    expect(service.calls.slice(first).length / (service.clock.elapsed() / 60_000)).toBeLessThan(13)
    expect(noted()).toEqual([held])
  },
)

test('a drain that takes too long changes nothing, and names the approval to answer', async () => {
  ended(deploying)
  const update = { ...(await updateOf('drain')), timeLimit: 2 }
  await expect(makeWay(update, context)).rejects.toMatchObject({
    reason: 'operation-running',
    message: '1 execution of pipeline shop did not end in 2 minutes; nothing was changed',
    hint: saying('answer the approval Approval/Approve'),
  })
  await update.entrance!.open()
  expect(done).toEqual(['close Build', 'open Build'])
})

test('whoever keeps executions out goes on doing so', async () => {
  setTransition('Build', 'freeze')
  done = []
  for (const id of [deploying, waiting]) ended(id)
  const update = await updateOf('drain')

  await makeWay(update, context)
  await update.entrance!.open()

  expect(await reopenEntrance('shop', update.pipelines, context)).toBe(false)
  expect(done).toEqual([])
})

test('what a killed run left closed is opened by the next one', async () => {
  setTransition('Build', ownReason)
  const { pipelines } = await updateOf(undefined)
  expect(await reopenEntrance('shop', pipelines, context)).toBe(true)
  expect(await reopenEntrance('shop', pipelines, context)).toBe(false)
  expect(done).toEqual(['close Build', 'open Build'])
})

const faults: readonly (readonly [string, Fault])[] = [
  ['throttling', { code: 'ThrottlingException', message: 'Rate exceeded' }],
  ['a 503', { status: 503, html: '<html>busy</html>' }],
  ['a broken connection', 'reset'],
  ['expired credentials that are renewed', { code: 'ExpiredTokenException', message: 'expired' }],
]

test.each(faults)(
  '%s at every call, once each, delays an update and changes nothing else',
  async (_, fault) => {
    const update = await updateOf('restart')
    // Credentials that never worked are an error at once.
    let number = fault === faults[3]![1] ? 1 : 0
    service.fault = () => (number++ % 2 === 0 ? fault : undefined)

    await makeWay(update, context)
    updated(held)
    const begun = await startAgain(update, context)

    expect([begun.length, done, shop.executions.length]).toEqual([3, ['stop 2 and wait', 'stop 3 at once'], 7])
  },
  60_000,
)

test.each([
  ['a record that was cut off', '{"formatVersion":1,"exec'],
  ['a record with something else than ids', '{"formatVersion":1,"executions":["../x"]}'],
])('%s is one clear error, and starts nothing', async (_, body) => {
  objects.contents.set('sources/pipelines/shop/restarts.json', Buffer.from(body))
  await expect(startAgain(await updateOf('restart'), context)).rejects.toMatchObject({ reason: 'record-unreadable' })
  expect(shop.executions).toHaveLength(4)
})
