import { defined } from '../../../../core/run/defined.ts'
import type { Entity } from '../../types/aggregate.ts'
import type { DomainEvent } from '../../types/domain-event.ts'
import type { Field } from '../../types/field.ts'
import type { Part } from '../parts/parts.ts'
import { refuseBuiltIn } from '../reader/built-in-names.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import { checkName, readNameOfFile } from '../reader/names.ts'
import type { AggregateShape, Symbols } from '../reader/symbols.ts'
import { readEventFields, readFields, readListName, refuseRepeatedLists } from './read-fields.ts'

/** The parts of one aggregate, before they are read. */
export interface AggregateParts {
  readonly subDomain: string
  readonly aggregate: string
  readonly root?: Part
  readonly entities: readonly Part[]
  readonly events: readonly Part[]
}

/** Document, entities and events of an aggregate (model format 8.1 to 8.3); they become known to `symbols`. */
export function readAggregate(
  { subDomain, aggregate, root, entities, events }: AggregateParts,
  symbols: Symbols,
): AggregateShape | undefined {
  const { findings } = symbols
  const first = root ?? entities[0] ?? events[0]
  const skipped = () => {
    for (const part of [root, ...entities, ...events]) part?.reader.skip()
    return undefined
  }
  if (root === undefined) {
    if (first !== undefined)
      findings.error('V-03', first.reader.place, `aggregate ${subDomain}.${aggregate} has no root.xml`)
    return skipped()
  }
  const { reader } = root
  if (checkName(reader, 'name', subDomain, 'pascal') === undefined) return skipped()
  const name = readNameOfFile(reader, aggregate, 'pascal')
  if (name === undefined) return skipped()
  const fields = readFields(reader, 'document field')
  const businessKey = readBusinessKey(reader, fields, name, symbols)
  const eventTtl = reader.wholeNumber('event-ttl', -1)
  const shape: AggregateShape = {
    name,
    subDomain,
    place: reader.place,
    ...defined({ businessKey }),
    ...(eventTtl > 0 ? { eventTtlSeconds: eventTtl } : {}),
    snapshotInterval: reader.wholeNumber('snapshot-interval', 100, 1),
    backupIntervalDays: reader.wholeNumber('backup-interval-days', 0, 0),
    backupTtlDays: reader.wholeNumber('backup-ttl-days', 0, 0),
    fields,
    entities: entities.flatMap((part) => readEntity(part)),
    events: events.flatMap((part) => readDomainEvent(part, subDomain, name, symbols)),
  }
  refuseRepeatedLists(name, { fields, collections: shape.entities }, findings)
  symbols.aggregates.set(`${subDomain}.${name}`, shape)
  return shape
}

function readBusinessKey(
  reader: ElementReader,
  fields: readonly Field[],
  name: string,
  { findings }: Symbols,
): string | undefined {
  const key = reader.text('business-key')
  const place = reader.placeOf('business-key')
  if (key === undefined) {
    findings.warning('V-12', place, `aggregate ${name} has no business key; only the triggers' keys find its instances`)
    return undefined
  }
  const field = namedIn(fields, key)
  if (field === undefined) {
    const names = () => fields.map((candidate) => candidate.name)
    findings.error('V-12', place, `aggregate ${name} has no field ${key} for its business key`, didYouMean(key, names))
  } else if (field.type !== 'String')
    findings.error('V-12', place, `the business key ${key} is ${field.type}, expected String`)
  return field?.name
}

/** Only the handlers show whether an entity needs its key (V-13). */
function readEntity({ reader, name: fileName }: Part): Entity[] {
  const name = readNameOfFile(reader, fileName, 'camel')
  const fields = readFields(reader, 'field')
  const key = reader.text('business-key')
  if (name === undefined) return []
  refuseBuiltIn(reader, 'name', name, 'document list')
  const usable = key !== undefined && fields.some((field) => field.name === key && field.type === 'String')
  return [{ name, place: reader.place, fields, ...(usable ? { businessKey: key } : {}) }]
}

function readDomainEvent(
  { reader, name: fileName }: Part,
  subDomain: string,
  aggregate: string,
  symbols: Symbols,
): DomainEvent[] {
  reader.ignore('type')
  const name = readNameOfFile(reader, fileName, 'pascal')
  const owner = `${subDomain}.${aggregate}`
  const source = reader.text('source')
  if (source !== undefined && source !== owner) {
    const text = `the source ${source} differs from ${owner}, whose event it is; the folder counts`
    reader.findings.warning('V-06', reader.placeOf('source'), text)
  }
  const fields = readEventFields(reader, symbols)
  const collections = reader.children('nested-object').flatMap((child) => {
    child.ignore('business-key')
    const collection = readListName(child)
    const inner = readEventFields(child, symbols)
    return collection === undefined ? [] : [{ name: collection, place: child.place, fields: inner }]
  })
  if (name === undefined) return []
  refuseRepeatedLists(`event ${name}`, { fields, collections }, reader.findings)
  if (fields.length === 0) reader.findings.warning('V-33', reader.place, `event ${name} has no field`)
  const event: DomainEvent = { name, place: reader.place, source: owner, fields, collections }
  symbols.events.set(name, { event, aggregate: { subDomain, name: aggregate } })
  return [event]
}
