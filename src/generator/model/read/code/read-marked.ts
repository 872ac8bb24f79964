import { ExpressionError } from '../../../expressions/expression-error.ts'
import { isMarked, resolveMarks } from '../../../expressions/marks.ts'
import { positionInSource } from '../../source-position.ts'
import type { Source } from '../../types/element.ts'
import type { Term, Text } from '../../types/trigger.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Fix } from '../reader/findings.ts'
import { isAmong } from '../reader/named-in.ts'
import type { Symbols } from '../reader/symbols.ts'

/** The context of a value: the members that its plain form may name, and the Python variable that has these members. */
export interface Scope {
  readonly members: readonly string[]
  /** Variable in Python: `event`, `snapshot` or `item`. */
  readonly variable: string
  /** Owner of the members, for messages, such as `event GarageOpened`. */
  readonly owner: string
  readonly rule: string
}

/** A value of family A (model format 3.5): a member by name, or Python; undefined if it is missing or invalid. */
export function readTerm(reader: ElementReader, attribute: string, scope: Scope, symbols: Symbols): Term | undefined {
  const source = reader.source(attribute)
  if (source === undefined) {
    reader.missing(attribute)
    return undefined
  }
  const { text, place } = source
  if (isMarked(text)) {
    const python = readPythonSource(source, symbols, scope)
    return python === undefined ? undefined : { kind: 'python', source: python }
  }
  if (isAmong(scope.members, text)) return { kind: 'member', name: text, place }
  symbols.findings.error(scope.rule, place, `${scope.owner} has no field ${text}`, didYouMean(text, scope.members))
  return undefined
}

/** A value of family B or C: Python when it is marked, else literal text. An absent attribute is the empty text. */
export function readText(reader: ElementReader, attribute: string, symbols: Symbols): Text {
  const literal = reader.literal(attribute) ?? ''
  if (!isMarked(literal))
    return { kind: 'literal', text: literal.replaceAll('|LB|', '\n'), place: reader.placeOf(attribute) }
  const source = readPythonSource(reader.code(attribute)!, symbols)
  return source === undefined
    ? { kind: 'literal', text: '', place: reader.placeOf(attribute) }
    : { kind: 'python', source }
}

/** An attribute that is always Python (family D); undefined if it is missing or invalid. */
export function readPython(reader: ElementReader, attribute: string, symbols: Symbols): Source | undefined {
  const source = reader.source(attribute)
  if (source === undefined) {
    reader.missing(attribute)
    return undefined
  }
  return readPythonSource(source, symbols)
}

/**
 * Applies the hash rule; calls of key expressions are checked (V-10).
 * @param scope where calls are allowed
 */
export function readPythonSource(source: Source, symbols: Symbols, scope?: Scope): Source | undefined {
  const { findings } = symbols
  try {
    const { python, calls, surplus } = resolveMarks(source.text, (name) => `${scope?.variable ?? 'flow'}.${name}`)
    let usable = true
    const fail = (offset: number, length: number, text: string, hint?: Fix): void => {
      usable = false
      findings.error('V-10', positionInSource(source, offset, length), text, hint)
    }
    for (const call of calls) {
      const length = call.end - call.offset
      const expression = symbols.keyExpressions.get(call.name)
      if (scope === undefined) fail(call.offset, length, 'an expression may be called only in triggers and keys')
      else if (expression === undefined && symbols.roleExpressions.has(call.name))
        fail(call.offset, length, `${call.name} computes a role, not a key`)
      else if (expression === undefined)
        fail(
          call.offset,
          length,
          `there is no expression ${call.name}`,
          didYouMean(call.name, symbols.keyExpressions.keys()),
        )
      else if (expression.parameters.length !== call.arguments.length)
        fail(
          call.offset,
          length,
          `${call.name} takes ${expression.parameters.length} arguments, not ${call.arguments.length}`,
        )
      else {
        for (const argument of call.arguments) {
          if (argument.kind === 'text' || argument.name.includes('.') || isAmong(scope.members, argument.name)) continue
          fail(
            call.offset,
            length,
            `${scope.owner} has no field ${argument.name}`,
            didYouMean(argument.name, scope.members),
          )
        }
      }
    }
    if (surplus !== '') findings.warning('V-10', source.place, `${surplus} after the call is left out`)
    if (!usable) return undefined
    // Columns can be mapped to the raw text only if nothing but the first mark was removed.
    const same = source.text === python
    return { text: python, place: source.place, ...(same && source.raw !== undefined ? { raw: source.raw } : {}) }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    findings.error('V-11', positionInSource(source, error.offset), error.message)
    return undefined
  }
}
