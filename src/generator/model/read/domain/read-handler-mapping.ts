import { defined } from '../../../../core/run/defined.ts'
import type { HandlerMapping, Operand } from '../../types/aggregate.ts'
import type { Source } from '../../types/element.ts'
import type { Field } from '../../types/field.ts'
import { readPythonSource } from '../code/read-marked.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import type { Symbols } from '../reader/symbols.ts'

const operands = ['set', 'add', 'subtract', 'unmapped'] as const
const legacyOperands = ['append', 'remove', 'put', 'patch', 'python-expression']

/** An element with fields, and its name for messages. */
export interface FieldOwner {
  readonly name: string
  readonly fields: readonly Field[]
}

/**
 * A mapping from a field of an event or its collection to a field of the document (V-14); undefined if it has no
 * effect.
 */
export function readHandlerMapping(
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

/** Undefined for a mapping without effect: unmapped, or invalid. */
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

/** Checks that the operand of a mapping supports the field's type (model format 8.4, decision D-23). */
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
