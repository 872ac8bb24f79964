import { type ModelSummary, type SummaryPart, summaryParts } from '../../../core/model-summary/model-summary.ts'
import { defined } from '../../../core/run/defined.ts'
import { own } from '../../../core/run/own.ts'
import { boundedValue } from '../values/shortened.ts'
import type { ValueChange } from '../values/value-change.ts'
import { valueChanges } from '../values/value-changes.ts'

/** One element of a model that differs between two releases. */
export interface ElementChange {
  readonly part: SummaryPart
  /** Its name, such as `Garage.open`. */
  readonly name: string
  readonly effect: 'added' | 'removed' | 'changed'
  /** What differs inside; of an added or removed element, all that it has. */
  readonly values: readonly ValueChange[]
}

/** What differs between the models of two releases. */
export interface ModelDifference {
  /** `2 commands added, 1 view changed`; undefined when nothing differs. */
  readonly text?: string
  /** Permissions first, then by part and name; as many as `limits` let. */
  readonly elements: readonly ElementChange[]
  /** How many further elements differ. */
  readonly left?: number
  readonly roles: { readonly added: readonly string[]; readonly removed: readonly string[] }
}

/** Characters of all elements, values of one element, and roles. */
const limits = { all: 500_000, values: 100, roles: 50 } as const

/** Compares the models of two releases; pure. Both lists are empty for models that offer and keep the same. */
export function modelDifference(before: ModelSummary, after: ModelSummary): ModelDifference {
  const elements = summaryParts.flatMap((part) => {
    const [former, next] = [before[part], after[part]] as Readonly<Record<string, object>>[]
    const names = [...new Set([...Object.keys(former!), ...Object.keys(next!)])].sort()
    return names.flatMap((name): ElementChange[] => {
      const [one, other] = [own(former!, name), own(next!, name)]
      const values = valueChanges(one, other)
      if (one === undefined) return [{ part, name, effect: 'added', values }]
      if (other === undefined) return [{ part, name, effect: 'removed', values }]
      return values.length === 0 ? [] : [{ part, name, effect: 'changed', values }]
    })
  })
  const without = (list: readonly string[], others: readonly string[]) => list.filter((role) => !others.includes(role))
  const roles = { added: without(after.roles, before.roles), removed: without(before.roles, after.roles) }
  const ranked = [...elements.filter(changesAccess), ...elements.filter((element) => !changesAccess(element))]
  const kept = withinLimits(ranked)
  const left = ranked.length - kept.length
  return {
    ...defined({ text: differenceText(elements, roles), left: left === 0 ? undefined : left }),
    elements: kept,
    roles: { added: roles.added.slice(0, limits.roles), removed: roles.removed.slice(0, limits.roles) },
  }
}

/** A model is made by others, and may have any number of elements. */
function withinLimits(elements: readonly ElementChange[]): readonly ElementChange[] {
  const kept: ElementChange[] = []
  let room: number = limits.all
  for (const element of elements) {
    const values = element.values.slice(0, limits.values).map(boundedValue)
    room -= JSON.stringify([element.name, values]).length
    if (room < 0) break
    kept.push({ ...element, values })
  }
  return kept
}

/** Whether other people may do or see something afterwards. */
export function changesAccess({ effect, values }: ElementChange): boolean {
  return effect === 'changed' && values.some(({ path }) => path === 'access' || path.startsWith('relations'))
}

function differenceText(elements: readonly ElementChange[], roles: ModelDifference['roles']): string | undefined {
  const parts = summaryParts.flatMap((part) =>
    (['added', 'changed', 'removed'] as const).flatMap((effect) => {
      const count = elements.filter((each) => each.part === part && each.effect === effect).length
      return count === 0 ? [] : [`${count} ${count === 1 ? singular[part] : part} ${effect}`]
    }),
  )
  const ofRoles = (['added', 'removed'] as const).flatMap((effect) => {
    const count = roles[effect].length
    return count === 0 ? [] : [`${count} ${count === 1 ? 'role' : 'roles'} ${effect}`]
  })
  const all = [...ofRoles, ...parts]
  return all.length === 0 ? undefined : all.join(', ')
}

/** One element of each part. */
export const singular: Readonly<Record<SummaryPart, string>> = {
  commands: 'command',
  events: 'event',
  aggregates: 'aggregate',
  views: 'view',
  queries: 'query',
  notifiers: 'notifier',
  tables: 'table',
}
