import type { Entity, EventHandler, NestedMapping } from '../../types/aggregate.ts'
import type { DomainEvent } from '../../types/domain-event.ts'
import type { Collection } from '../../types/field.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import type { AggregateShape, Symbols } from '../reader/symbols.ts'
import { present } from './read-fields.ts'
import { readHandlerMapping } from './read-handler-mapping.ts'

/** How an event changes the document (model format 8.4, V-14); undefined for an orphan (decision D-01). */
export function readEventHandler(
  { reader, name: fileName }: Part,
  aggregate: AggregateShape,
  symbols: Symbols,
): EventHandler | undefined {
  const { place } = reader
  const on = reader.text('on') ?? fileName
  const event = namedIn(aggregate.events, on)
  const code = reader.code('code')
  if (event === undefined) {
    reader.ignoreChildren('mapping', 'nested-mapping')
    if (on === undefined) {
      reader.missing('on')
      return undefined
    }
    const text = `there is no event ${on} in aggregate ${aggregate.name}; its handler is left out`
    symbols.findings.warning(
      'V-16',
      reader.placeOf('on'),
      text,
      didYouMean(on, () => aggregate.events.map(({ name }) => name)),
    )
    return undefined
  }
  if (code !== undefined) {
    reader.ignoreChildren('mapping', 'nested-mapping')
    return { place, event, change: { kind: 'code', code } }
  }
  const target = { name: `aggregate ${aggregate.name}`, fields: aggregate.fields }
  const source = { name: `event ${event.name}`, fields: event.fields }
  const mappings = present(
    reader.children('mapping').map((child) => readHandlerMapping(child, target, source, symbols)),
  )
  const nested = present(
    reader.children('nested-mapping').map((child) => readNestedMapping(child, aggregate, event, symbols)),
  )
  return { place, event, change: { kind: 'mappings', mappings, nested } }
}

function readNestedMapping(
  reader: ElementReader,
  aggregate: AggregateShape,
  event: DomainEvent,
  symbols: Symbols,
): NestedMapping | undefined {
  const strategy = reader.choice('strategy', ['extend', 'replace', 'unmapped'], 'extend')
  if (strategy === 'unmapped') {
    reader.ignore('target', 'source', 'business-key')
    reader.ignoreChildren('mapping')
    return undefined
  }
  const target = findCollection(reader, 'target', `aggregate ${aggregate.name}`, aggregate.entities)
  const source = findCollection(reader, 'source', `event ${event.name}`, event.collections)
  const given = reader.text('business-key')
  if (target === undefined || source === undefined) {
    reader.ignoreChildren('mapping')
    return undefined
  }
  const key = given ?? target.businessKey
  if (key === undefined) {
    const text = `neither this mapping nor the entity ${target.name} has a key`
    symbols.findings.error('V-13', reader.placeOf('business-key'), text, 'give the mapping a business-key')
  } else if (namedIn(source.fields, key) === undefined) {
    const names = () => source.fields.map(({ name }) => name)
    symbols.findings.error(
      'V-14',
      reader.placeOf('business-key'),
      `collection ${source.name} has no field ${key}`,
      didYouMean(key, names),
    )
  } else if (target.businessKey === undefined) {
    symbols.findings.warning(
      'V-13',
      target.place,
      `entity ${target.name} has no String field as its business key; each mapping brings its own`,
    )
  }
  const mappings = reader.children('mapping').map((child) => {
    return readHandlerMapping(
      child,
      { name: `entity ${target.name}`, fields: target.fields },
      { name: `collection ${source.name}`, fields: source.fields },
      symbols,
    )
  })
  return { place: reader.place, target, source, key: key ?? '', strategy, mappings: present(mappings) }
}

function findCollection<C extends Collection | Entity>(
  reader: ElementReader,
  attribute: string,
  owner: string,
  collections: readonly C[],
): C | undefined {
  const name = reader.required(attribute)
  if (name === undefined) return undefined
  const collection = namedIn(collections, name)
  if (collection === undefined) {
    const names = () => collections.map((candidate) => candidate.name)
    reader.findings.error(
      'V-14',
      reader.placeOf(attribute),
      `${owner} has no collection ${name}`,
      didYouMean(name, names),
    )
  }
  return collection
}
