import type { PlannedChange } from '../plan.ts'
import { whatIsKept } from '../risk/stateful-types.ts'
import type { ValueChange } from './value-change.ts'

/**
 * What a replacement means in one or two sentences: which property forces it, what happens to data, and whether a fixed
 * name is in the way. Undefined for a resource that keeps its identity.
 */
export function replacementText(
  { effect, because, former, type }: Pick<PlannedChange, 'effect' | 'because' | 'former' | 'type'>,
  values: readonly ValueChange[],
): string | undefined {
  if (effect !== 'replace' && effect !== 'may-replace') return undefined
  const cause = because.length === 0 ? 'CloudFormation says so' : `${because.join(', ')} cannot change in place`
  const how = effect === 'replace' ? 'A new resource replaces it' : 'A new resource may replace it'
  return `${how}: ${cause}. ${dataText(type, former)}${nameText(type, values, because)}`
}

function dataText(type: string, former: string | undefined): string {
  const kept = whatIsKept(type)
  if (former === 'Retain')
    return `The former one stays outside of the stack${kept === undefined ? '' : `, with ${kept}`}.`
  if (kept === undefined) return 'The former one is removed after that; it holds no data.'
  const saved = former === 'Snapshot' ? ', after a snapshot' : ''
  return `The former one is removed${saved}, and with it ${kept}; nothing is copied.`
}

/** CloudFormation makes the new resource first, so a name that does not change is still taken. */
function nameText(type: string, values: readonly ValueChange[], because: readonly string[]): string {
  const own = [`${type.slice(type.lastIndexOf(':') + 1)}Name`, 'Name']
  const renamed = [...because, ...values.map(({ path }) => path)].some((path) => own.includes(path))
  return renamed ? ' Whoever uses it by its former name has to change too.' : ''
}
