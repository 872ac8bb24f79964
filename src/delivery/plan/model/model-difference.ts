import { type ModelSummary, type SummaryPart, summaryParts } from '../../../core/model-summary/model-summary.ts'
import { own } from '../../../core/run/own.ts'
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
  /** Permissions first, then by part and name. */
  readonly elements: readonly ElementChange[]
  readonly roles: { readonly added: readonly string[]; readonly removed: readonly string[] }
}

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
  return {
    elements: [...elements.filter(changesAccess), ...elements.filter((element) => !changesAccess(element))],
    roles: { added: without(after.roles, before.roles), removed: without(before.roles, after.roles) },
  }
}

/** Whether other people may do or see something afterwards. */
export function changesAccess({ effect, values }: ElementChange): boolean {
  return effect === 'changed' && values.some(({ path }) => path === 'access' || path.startsWith('relations'))
}

/** `2 commands added, 1 view changed`; undefined when nothing differs. */
export function differenceText({ elements, roles }: ModelDifference): string | undefined {
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
