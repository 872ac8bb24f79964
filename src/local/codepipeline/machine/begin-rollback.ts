import { tellExecution } from './events.ts'
import { currentDeclaration, type Machine, recordOf } from './machine.ts'
import type { ExecutionRecord, Trigger } from './records.ts'

/** The newest execution of the current version that succeeded in a stage; undefined when there is none. */
export function rollbackTargetOf(
  { pipeline }: Machine,
  stageName: string,
  except: ExecutionRecord,
): ExecutionRecord | undefined {
  const succeeded = pipeline.executions.flatMap((each) => {
    const stage = recordOf(each, stageName)
    const counts = each !== except && each.version === pipeline.declarations.length && each.type === 'STANDARD'
    return counts && stage?.status === 'Succeeded' ? [{ each, entry: stage.entry }] : []
  })
  return succeeded.sort((one, other) => other.entry - one.entry)[0]?.each
}

/** Begins an execution that runs one stage with the artifacts and variables of an earlier execution. */
export function beginRollback(
  machine: Machine,
  stageName: string,
  target: ExecutionRecord,
  trigger: Trigger,
): ExecutionRecord {
  const { pipeline } = machine
  const { artifacts, namespaces, revisions, variables } = structuredClone(target)
  const now = machine.now()
  const number = ++pipeline.entries
  const execution: ExecutionRecord = {
    id: machine.newId(),
    number,
    version: pipeline.declarations.length,
    type: 'ROLLBACK',
    trigger,
    started: now,
    updated: now,
    status: 'InProgress',
    variables,
    sourceRevisions: [],
    artifacts,
    namespaces,
    revisions,
    retries: 0,
    rollbackTarget: target.id,
    position: currentDeclaration(pipeline).stages.findIndex(({ name }) => name === stageName),
    arrival: number,
    inStage: false,
    stages: [],
  }
  pipeline.executions.push(execution)
  tellExecution(machine, execution, 'STARTED')
  return execution
}
