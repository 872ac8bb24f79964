import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong } from '../read/reader/named-in.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Source } from '../types/element.ts'
import type { PythonAnswer } from './python-answer.ts'
import { pythonPlace } from './python-sources.ts'

/** The members of an object in model code, and a description of the object for messages. */
export interface MembersOf {
  readonly owner: string
  readonly names: readonly string[]
}

/** Methods that every item has, in addition to the declared fields. */
const ofItems = [
  'clear',
  'copy',
  'get',
  'items',
  'keys',
  'pop',
  'popitem',
  'setdefault',
  'update',
  'values',
  '__dict__',
]

/** Members of a document (model format 17.3). */
export function documentOf({ name, fields, entities }: Pick<Aggregate, 'name' | 'fields' | 'entities'>): MembersOf {
  const own = [...fields, ...entities].map((member) => member.name)
  return { owner: `aggregate ${name}`, names: [...own, 'isDeleted', 'version', 'created_at', 'updated_at'] }
}

/**
 * Warns about members that an object does not have (V-18): reading one fails, and a value written to one is never read.
 */
export function checkMembers(
  of: string,
  { owner, names }: MembersOf,
  members: PythonAnswer['members'],
  source: Source,
  findings: Findings,
): void {
  for (const { of: object, name, written: _, ...at } of members) {
    if (object !== of || isAmong(names, name) || isAmong(ofItems, name)) continue
    const place = pythonPlace(source, at, of.length + 1 + name.length)
    findings.warning('V-18', place, `${owner} has no field ${name}`, didYouMean(name, names))
  }
}
