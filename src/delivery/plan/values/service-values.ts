import type { ChangeDetail } from '../../../core/ports/stacks.ts'
import { defined } from '../../../core/run/defined.ts'
import { leafText } from './leaf-text.ts'
import { isSymbolic, type ShownScope } from './shown-scope.ts'
import { hiddenText, type ValueChange } from './value-change.ts'
import { leafChange } from './value-changes.ts'

/** What CloudFormation writes for a value that it does not know before the deployment. */
const knownLater = '{{changeSet:KNOWN_AFTER_APPLY}}'

/**
 * The values of a property as the change set gives them, for a property whose values in the template do not differ: it
 * was changed by hand, or only the service resolves it. A value that the template makes from a secret, or refers to by a
 * dynamic reference, is never taken from the service, because the service may have resolved it.
 * @param shown the property in both templates, as `shownValue` gives it
 */
export function serviceValues(
  details: readonly ChangeDetail[],
  property: string,
  shown: { readonly before: unknown; readonly after: unknown },
  mask: ShownScope['mask'],
): readonly ValueChange[] {
  if (shown.before === undefined && shown.after === undefined) return []
  if (isSymbolic(JSON.stringify([shown.before, shown.after]))) return []
  return details.flatMap((detail) => {
    const path = pathOf(detail, property)
    const { before, after } = detail
    if (path === undefined || (before === undefined && after === undefined) || before === after) return []
    const text = (value: string | undefined) => (value === undefined ? undefined : mask.apply(value))
    const change = leafChange(text(before), text(after), path)
    const known = (value: string | undefined) => (value?.includes(knownLater) ? 'known after the deployment' : value)
    return [{ ...change, ...defined({ before: known(change.before), after: known(change.after) }) }]
  })
}

/** `Tags[1]` for `/Properties/Tags/0`; undefined when the detail is about something else. */
function pathOf({ path, target }: ChangeDetail, property: string): string | undefined {
  if (path === undefined) return target === property ? property : undefined
  const [, kind, ...steps] = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (kind !== 'Properties' || steps[0] !== property) return undefined
  return steps.reduce((text, step) => (/^\d+$/.test(step) ? `${text}[${Number(step) + 1}]` : `${text}.${step}`))
}

/** One value that changes without another text: a secret, or a reference to something that is made anew. */
export function unseenChange(path: string, value: unknown, remark: string): ValueChange {
  const text = leafText(value ?? hiddenText, path)
  return { path, before: text, after: text, remark }
}
