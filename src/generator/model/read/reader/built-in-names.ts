import type { ElementReader } from './element-reader.ts'

/**
 * Owner of a name: the document of an aggregate, another item (event, command, entity, row), or `flow` for a variable.
 */
export type NamedThing = 'document field' | 'document list' | 'field' | 'list' | 'variable'

/** Members that every document has (model format 17.3). */
const ofDocument = ['isDeleted', 'version']
/** Members that every `flow` has (model format 17.2). */
const ofFlow = ['entity', 'identity', 'requestor']
/**
 * Methods that the runtime calls on every item. `items`, `keys` and `values` stay callable if a list has such a name.
 */
const called = ['get', 'setdefault']
const methods = [...called, 'clear', 'copy', 'fromkeys', 'pop', 'popitem', 'update']

const builtIns: Readonly<Record<NamedThing, readonly (readonly [names: readonly string[], said: string])[]>> = {
  'document field': [
    [ofDocument, 'is that of a member that every document has'],
    [called, 'is a method of every document'],
  ],
  'document list': [
    [ofDocument, 'is that of a member that every document has'],
    [methods, 'is a method of every document'],
  ],
  field: [[called, 'is a method of every item']],
  list: [[methods, 'is a method of every item']],
  variable: [[ofFlow, 'is that of a member that every flow has']],
}

/** Refuses a name that is built in for its owner in Python (V-04). @returns whether it can be used */
export function refuseBuiltIn(reader: ElementReader, attribute: string, name: string, thing: NamedThing): boolean {
  const found = builtIns[thing].find(([names]) => names.includes(name))
  if (found === undefined) return true
  reader.findings.error('V-04', reader.placeOf(attribute), `the name ${name} ${found[1]}`, 'give it another name')
  return false
}
