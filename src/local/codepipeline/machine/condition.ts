import { beginRule } from './begin-work.ts'
import type { DeclaredCondition, DeclaredStage } from './declaration.ts'
import type { Machine } from './machine.ts'
import type { ConditionPlace, ConditionRecord, ConditionStatus, ExecutionRecord, StageRecord } from './records.ts'

/** The condition of a place: the service allows one. */
export function conditionAt(stage: DeclaredStage, place: ConditionPlace): DeclaredCondition | undefined {
  return stage[place]?.conditions?.[0]
}

/**
 * Moves the condition of a place on: begins all of its rules at once, then waits until each has ended. A rule that
 * failed fails the condition.
 * @returns the status, and whether anything changed
 */
export function moveCondition(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  place: ConditionPlace,
  declared: DeclaredCondition,
): { readonly status: ConditionStatus; readonly changed: boolean } {
  const known = stage.conditions[place]
  if (known === undefined) {
    const rules = declared.rules ?? []
    const condition: ConditionRecord = { status: 'InProgress', updated: machine.now(), rules: [] }
    stage.conditions[place] = condition
    condition.rules = rules.map((rule) => beginRule(machine, execution, stage, place, rule).id)
    return { status: 'InProgress', changed: true }
  }
  if (known.status !== 'InProgress') return { status: known.status, changed: false }
  const runs = stage.rules.filter(({ id }) => known.rules.includes(id))
  if (runs.some(({ status }) => status === 'InProgress')) return { status: 'InProgress', changed: false }
  known.status = runs.every(({ status }) => status === 'Succeeded') ? 'Succeeded' : 'Failed'
  known.updated = machine.now()
  return { status: known.status, changed: true }
}

/** Ends what still runs of a condition. */
export function endCondition(
  machine: Machine,
  stage: StageRecord,
  condition: ConditionRecord,
  status: 'Overridden' | 'Abandoned' | 'Cancelled',
): void {
  for (const rule of stage.rules) {
    if (rule.status !== 'InProgress' || !condition.rules.includes(rule.id)) continue
    rule.status = 'Abandoned'
    rule.updated = machine.now()
    machine.effect({ kind: 'abandon', id: rule.id })
  }
  condition.status = status
  condition.updated = machine.now()
}
