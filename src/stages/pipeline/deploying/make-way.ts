import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { closeEntrance, type Entrance } from './entrance.ts'
import { changeRestarts, type RestartPlace } from './restarts.ts'
import { executionsUnderWay, type Looking, type UnderWay, underWayText } from './under-way.ts'

/** What becomes of executions that an update would stop. */
export type UnderWayChoice = 'park' | 'restart' | 'drain'

/** An update of a pipeline that is there already. */
export interface Update {
  readonly pipeline: string
  /** Undefined refuses to stop any. */
  readonly choice: UnderWayChoice | undefined
  /** Minutes to wait for executions that end by themselves. */
  readonly timeLimit: number
  readonly restarts: RestartPlace
  readonly pipelines: Pipelines
  readonly callsPerMinute: number
  /** Closed while the update waits; whoever updates opens it again. */
  entrance?: Entrance | undefined
  /** What was said of executions already: a run makes way twice. */
  readonly told: Set<string>
}

/**
 * Makes way for an update: it refuses, notes what is started again, or waits until nothing runs. An update stops
 * executions between stages, and makes the tokens of approvals stale (CodePipeline API Reference, "UpdatePipeline").
 * @throws StageError `executions-under-way`, `operation-running` when they have not ended in time
 */
export async function makeWay(update: Update, context: Context): Promise<void> {
  const { pipeline, choice, pipelines } = update
  const found = await executionsUnderWay(pipeline, pipelines)
  if (choice === 'drain') return drain(update, found, context)
  if (found.length === 0) return
  if (choice === undefined) throw refusal(pipeline, found, context)
  for (const text of found.map((execution) => stopped(execution, choice))) {
    if (!update.told.has(text)) context.report({ kind: 'warning', text })
    update.told.add(text)
  }
  if (choice === 'restart') return note(update, found, context)
  // An earlier run that was interrupted may have noted them for a start again.
  const left = new Set(found.map(({ id }) => id))
  await changeRestarts(update.restarts, (noted) => noted.filter((id) => !left.has(id)), context)
}

function refusal(pipeline: string, found: readonly UnderWay[], { report }: Context): StageError {
  report({ kind: 'text', text: found.map(underWayText).join('\n') })
  const count = `${countOf(found.length, 'execution')} of pipeline ${pipeline} ${found.length === 1 ? 'is' : 'are'} under way`
  const stale = found.some(({ approvals }) => approvals.length > 0) ? ', and makes approvals that wait stale' : ''
  return new StageError('executions-under-way', `${count}; an update stops executions between stages${stale}`, {
    hint: next`the pipeline was not changed; wait for them with ${input('under-way', 'drain')}, start them again afterwards with ${input('under-way', 'restart')}, or let them stop with ${input('under-way', 'park')}`,
  })
}

function stopped(execution: UnderWay, choice: 'park' | 'restart'): string {
  const stale = execution.approvals.map((place) => `; nobody can answer the approval ${place} any more`).join('')
  const after = choice === 'park' || execution.isRollback ? 'it stops between stages' : 'it is started again afterwards'
  return `${underWayText(execution)}; ${after}${stale}`
}

/** A rollback is for what failed then, so it is not repeated. */
function note({ restarts }: Update, found: readonly UnderWay[], context: Context): Promise<void> {
  const ids = found.filter(({ isRollback, release }) => !isRollback && release !== undefined).map(({ id }) => id)
  return changeRestarts(restarts, (noted) => [...noted, ...ids], context)
}

/** Keeps executions before the second stage, waits for those beyond it, and notes those that wait. */
async function drain(update: Update, found: readonly UnderWay[], context: Context): Promise<void> {
  const { pipeline, pipelines, timeLimit, callsPerMinute } = update
  const { clock, signal, report } = context
  update.entrance ??= await closeEntrance(pipeline, pipelines, context)
  const { entrance } = update
  const deadline = clock.elapsed() + timeLimit * 60_000
  const isBeyond = ({ entered }: UnderWay) => [...entered].some((stage) => stage !== entrance?.sources)
  let told = ''
  let looking: Looking = { calls: 1 + 2 * found.length, known: found }
  for (let now = found; ; now = await executionsUnderWay(pipeline, pipelines, looking)) {
    const beyond = now.filter((each) => isBeyond(each) || each.running.length > 0)
    if (beyond.length === 0) return note(update, now, context)
    const text = beyond.map(underWayText).join('\n')
    report({ kind: 'progress', text: `waiting for ${countOf(beyond.length, 'execution')} of ${pipeline}` })
    if (text !== told) report({ kind: 'note', text: `waiting until they end:\n${text}` })
    told = text
    if (clock.elapsed() >= deadline) throw tooLong(beyond, update)
    const { calls } = looking
    looking = { calls: 0, known: now }
    await clock.sleep(Math.min((calls * 60_000) / callsPerMinute, Math.max(1, deadline - clock.elapsed())), signal)
  }
}

function tooLong(beyond: readonly UnderWay[], { pipeline, timeLimit }: Update): StageError {
  const count = `${countOf(beyond.length, 'execution')} of pipeline ${pipeline}`
  const waits = beyond.flatMap(({ approvals }) => approvals)
  const hint =
    waits.length > 0
      ? next`answer the approval ${waits[0]!}, or wait longer with ${input('time-limit')}`
      : next`wait longer with ${input('time-limit')}`
  return new StageError(
    'operation-running',
    `${count} did not end in ${countOf(timeLimit, 'minute')}; nothing was changed`,
    {
      hint,
    },
  )
}
