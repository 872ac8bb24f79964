import { own } from '../../../core/run/own.ts'
import { takesThePlaceOf, transitionHolds } from './decisions.ts'
import { tellExecution, tellStage } from './events.ts'
import { declarationOf, holderOf, isOpen, type Machine, modeOf, recordOf } from './machine.ts'
import type { ExecutionRecord } from './records.ts'

/** Lets an execution into the stage that it waits for, when it may. @returns whether anything changed */
export function tryToEnter(machine: Machine, execution: ExecutionRecord): boolean {
  const { pipeline } = machine
  const declaration = declarationOf(pipeline, execution)
  const mode = modeOf(declaration)
  const waiting = waitingFor(machine, execution.position)
  const stage = declaration.stages[execution.position]!
  const held = transitionHolds(mode) && own(pipeline.transitions, stage.name) !== undefined
  const locked = mode !== 'PARALLEL' && holderOf(pipeline, execution.position) !== undefined
  if (held || locked) return mode === 'SUPERSEDED' && giveWay(machine, execution, waiting)
  if (mode === 'QUEUED' && firstOf(waiting) !== execution) return false
  enter(machine, execution, stage.name)
  return true
}

/** What has to wait is superseded by a newer one that waits. */
function giveWay(machine: Machine, execution: ExecutionRecord, waiting: readonly ExecutionRecord[]): boolean {
  const newer = waiting.slice(waiting.indexOf(execution) + 1)
  if (!newer.some((each) => takesThePlaceOf(each, execution))) return false
  execution.status = 'Superseded'
  tellExecution(machine, execution, 'SUPERSEDED')
  return true
}

/** Executions that wait for a stage, in the order in which they were started. */
function waitingFor({ pipeline }: Machine, position: number): readonly ExecutionRecord[] {
  return pipeline.executions.filter(
    (each) => isOpen(each) && !each.inStage && each.position === position && !each.stop && !each.parked,
  )
}

/** The one that has waited longest for the stage: each stage has a queue of its own. */
function firstOf(waiting: readonly ExecutionRecord[]): ExecutionRecord | undefined {
  return waiting.toSorted((one, other) => (one.arrival ?? 0) - (other.arrival ?? 0))[0]
}

function enter(machine: Machine, execution: ExecutionRecord, name: string): void {
  const entry = ++machine.pipeline.entries
  const known = recordOf(execution, name)
  execution.inStage = true
  // A stage is entered twice only by a mistake of ours.
  if (known !== undefined) throw new Error(`${execution.id} is in stage ${name} already`)
  execution.stages.push({
    name,
    entry,
    status: 'InProgress',
    phase: 'beforeEntry',
    conditions: {},
    current: {},
    actions: [],
    rules: [],
    automaticRetries: 0,
    manualRetries: 0,
  })
  tellStage(machine, execution, execution.stages.at(-1)!, 'STARTED')
}
