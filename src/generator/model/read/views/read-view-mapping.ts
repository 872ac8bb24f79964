import type { Field } from '../../types/field.ts'
import type { ViewMapping } from '../../types/view.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import type { AggregateShape, Symbols, ViewShape } from '../reader/symbols.ts'

const viewOperands = ['set', 'add', 'subtract', 'convert_items', 'unmapped'] as const

/** A mapping of a snapshot handler (model format 11.3, V-25); undefined if it has no effect. */
export function readViewMapping(
  reader: ElementReader,
  view: ViewShape,
  source: { readonly owner: string; readonly fields: readonly Field[] },
  aggregate: AggregateShape,
  symbols: Symbols,
): ViewMapping | undefined {
  const operand = readViewOperand(reader)
  if (operand === undefined) return undefined
  if (operand === 'convert_items') return readConversion(reader, view, aggregate)
  reader.ignore('template')
  const target = findNamed(reader, 'target', view.fields, `view ${view.name}`)
  const from = findNamed(reader, 'value', source.fields, source.owner)
  if (target === undefined || from === undefined) return undefined
  const numeric = target.type === 'Int' || target.type === 'Float'
  if (operand !== 'set' && !numeric && target.type !== 'StringList') {
    symbols.findings.error(
      'V-25',
      reader.placeOf('operand'),
      `${operand} has no meaning for ${target.name}, which is ${target.type}`,
    )
    return undefined
  }
  if (
    (from.type === 'StringList') !== (target.type === 'StringList') &&
    !(target.type === 'StringList' && operand !== 'set')
  ) {
    symbols.findings.error(
      'V-25',
      reader.placeOf('value'),
      `${from.name} is ${from.type}, ${target.name} is ${target.type}`,
    )
    return undefined
  }
  return { kind: operand, place: reader.place, target, value: from.name }
}

/** Undefined for a mapping without effect: unmapped, or from an old model. */
function readViewOperand(reader: ElementReader) {
  const text = reader.text('operand')
  const legacy = text === 'items' || text === 'apply-patch'
  if (legacy)
    reader.findings.error(
      'V-07',
      reader.placeOf('operand'),
      `the operand ${text} of old models is not supported`,
      'use convert_items, or a custom handler',
    )
  const operand = legacy ? 'unmapped' : reader.choice('operand', viewOperands, 'set')
  if (operand !== 'unmapped') return operand
  reader.ignore('target', 'value', 'template')
  return undefined
}

function readConversion(reader: ElementReader, view: ViewShape, aggregate: AggregateShape): ViewMapping | undefined {
  const lists = view.relations.filter(({ type }) => type === 'ObjectList')
  const target = findNamed(reader, 'target', lists, `view ${view.name}`)
  const collection = findNamed(reader, 'value', aggregate.entities, `aggregate ${aggregate.name}`)
  const template = reader.code('template')
  if (template === undefined) reader.missing('template')
  if (target === undefined || collection === undefined || template === undefined) return undefined
  return { kind: 'convert-items', place: reader.place, target, collection: collection.name, template }
}

function findNamed<N extends { readonly name: string }>(
  reader: ElementReader,
  attribute: string,
  known: readonly N[],
  owner: string,
): N | undefined {
  const name = reader.required(attribute)
  const found = namedIn(known, name)
  if (name !== undefined && found === undefined) {
    const hint = didYouMean(name, () => known.map((candidate) => candidate.name))
    reader.findings.error(
      'V-25',
      reader.placeOf(attribute),
      `${owner} has no ${attribute === 'target' ? 'fitting ' : ''}field ${name}`,
      hint,
    )
  }
  return found
}
