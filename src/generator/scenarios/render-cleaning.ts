import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import type { Model } from '../model/types/model.ts'
import type { Activity } from '../model/types/notifier.ts'

/**
 * What the gate deletes before scenarios run (model format 4.1). Tables that depend on each other are emptied together.
 */
export function renderCleaning(model: Model): GateDefinition['cleaning'] {
  const made = groupsMadeByDeployment(model)
  return {
    tables: model.quality.cleanDatabase ? tables.map(([logicalId, why]) => ({ logicalId, why })) : [],
    users: model.quality.cleanUsers,
    keepGroups: [...new Set(made.filter((group) => group !== undefined))].sort(),
    removeEmptyGroups: made.every((group) => group !== undefined),
  }
}

/**
 * Logical ids of docs/decisions/0001. Traces and dead letters of earlier runs stay, because they do not affect a new
 * run.
 */
const tables = [
  ['EventStore', 'events and snapshots of all aggregates'],
  ['Keychain', 'business keys that would be taken'],
  ['Idempotency', 'requests that would count as already processed'],
  ['Outbox', 'changes that wait for publication'],
  ['ViewStore', 'rows of all views'],
] as const

/** Undefined for a group whose name is computed at run time. */
function groupsMadeByDeployment(model: Model): (string | undefined)[] {
  return model.notifiers
    .filter(({ triggers }) => triggers.some(({ source }) => source.kind === 'after-deployment'))
    .flatMap(({ activities }) => withNested(activities))
    .filter(({ type }) => type === 'create-iam-group')
    .map(({ texts }) => {
      const name = texts['group-name']
      return name?.kind === 'literal' ? name.text : undefined
    })
}

function withNested(activities: readonly Activity[]): Activity[] {
  return activities.flatMap((activity) => [activity, ...withNested(activity.activities)])
}
