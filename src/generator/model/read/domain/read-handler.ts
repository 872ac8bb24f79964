import { defined } from '../../../../core/run/defined.ts'
import type { Entity, EventHandler, HandlerMapping, NestedMapping, Operand } from '../../types/aggregate.ts'
import type { DomainEvent } from '../../types/domain-event.ts'
import type { Source } from '../../types/element.ts'
import type { Collection, Field } from '../../types/field.ts'
import { readPythonSource } from '../code/read-marked.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import type { AggregateShape, Symbols } from '../reader/symbols.ts'
import { present } from './read-fields.ts'

const operands = ['set', 'add', 'subtract', 'unmapped'] as const
const legacyOperands = ['append', 'remove', 'put', 'patch', 'python-expression']

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

interface FieldOwner {
  readonly name: string
  readonly fields: readonly Field[]
}

function readHandlerMapping(
  reader: ElementReader,
  target: FieldOwner,
  source: FieldOwner,
  symbols: Symbols,
): HandlerMapping | undefined {
  const operand = readOperand(reader)
  if (operand === undefined) return undefined
  const to = findField(reader, 'target', target)
  const from = findField(reader, 'value', source)
  const condition = readCondition(reader, symbols)
  if (to === undefined || from === undefined || !operandFits(reader, operand, to, from)) return undefined
  return { place: reader.place, target: to, value: from, operand, ...defined({ condition }) }
}

/** Undefined for a mapping that does not count: unmapped, or wrong. */
function readOperand(reader: ElementReader): Operand | undefined {
  const text = reader.text('operand')
  if (text !== undefined && legacyOperands.includes(text)) {
    reader.ignore('target', 'value', 'condition')
    reader.findings.error(
      'V-07',
      reader.placeOf('operand'),
      `the operand ${text} of old models is not supported`,
      'use set, add or subtract, or write code',
    )
    return undefined
  }
  const operand = reader.choice('operand', operands, 'set')
  if (operand !== 'unmapped') return operand
  reader.ignore('target', 'value', 'condition')
  return undefined
}

/** An element of very old models; ignoring it would change behaviour (model format 8.4). */
function readCondition(reader: ElementReader, symbols: Symbols): Source | undefined {
  const source = reader.source('condition')
  if (source === undefined) return undefined
  symbols.findings.warning('V-07', source.place, 'a condition on a mapping is unknown to newer modelers')
  return readPythonSource(source, symbols)
}

function findField(reader: ElementReader, attribute: string, owner: FieldOwner): Field | undefined {
  const name = reader.required(attribute)
  if (name === undefined) return undefined
  const field = namedIn(owner.fields, name)
  if (field === undefined) {
    const names = () => owner.fields.map((candidate) => candidate.name)
    reader.findings.error(
      'V-14',
      reader.placeOf(attribute),
      `${owner.name} has no field ${name}`,
      didYouMean(name, names),
    )
  }
  return field
}

/** Which operands of a mapping work for which types (model format 8.4, decision D-23). */
function operandFits(reader: ElementReader, operand: Operand, target: Field, value: Field): boolean {
  const { findings } = reader
  const place = reader.placeOf('operand')
  const refuse = (text: string): boolean => {
    findings.error('V-14', place, text)
    return false
  }
  if (target.type === 'StringList') {
    if (operand === 'set' && value.type !== 'StringList')
      return refuse(`${target.name} is a list, ${value.name} is ${value.type}; use add`)
    return true
  }
  if (value.type === 'StringList') return refuse(`${value.name} is a list, ${target.name} is ${target.type}`)
  if (operand === 'set') return true
  if (target.type === 'Boolean') return refuse(`${operand} has no meaning for the Boolean ${target.name}`)
  if (target.type === 'String') {
    if (operand === 'subtract') return refuse(`subtract has no meaning for the String ${target.name}`)
    findings.warning('V-14', place, `add joins the texts of ${target.name}`)
  }
  return true
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
