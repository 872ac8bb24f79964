import type { FilePosition } from '../../../../core/run/report.ts'
import { expandPattern, UnknownPattern } from '../../../expressions/expand-pattern.ts'
import { ExpressionError } from '../../../expressions/expression-error.ts'
import { limits } from '../../../limits.ts'
import type { Pattern } from '../../types/access.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import { readNameOfFile } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'

/** Global patterns, expanded (model format 5); they become known to `symbols`. */
export function readPatterns(parts: readonly Part[], symbols: Symbols): void {
  const raw = parts.flatMap(({ reader, name: fileName }) => {
    const name = readNameOfFile(reader, fileName, 'pascal')
    const regex = reader.required('regex')
    return name === undefined || regex === undefined
      ? []
      : [{ name, regex, place: reader.place, at: reader.placeOf('regex') }]
  })
  const known = new Map(raw.map((pattern) => [pattern.name, pattern]))
  const broken = new Set(raw.filter(({ regex }) => !compiles(regex)).map(({ name }) => name))
  for (const { name, regex, place, at } of raw) {
    // Follow-up errors of an invalid pattern disappear when it is fixed.
    if (!broken.has(name) && refersTo(regex, broken)) continue
    const expanded = expandOrReport(regex, known, at, symbols)
    if (expanded !== undefined) symbols.patterns.set(name, { name, regex, place, expanded } satisfies Pattern)
  }
}

/** Whether the text is a valid regular expression, whatever the patterns that it refers to. */
function compiles(regex: string): boolean {
  try {
    new RegExp(regex.replace(/\{\{\s*\w+\s*\}\}/g, 'x'))
    return true
  } catch {
    return false
  }
}

function refersTo(regex: string, names: ReadonlySet<string>): boolean {
  return [...regex.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].some(([, name]) => names.has(name!))
}

/** The pattern of a field, expanded and checked (V-09); undefined if it is invalid. */
export function expandFieldPattern(text: string, place: FilePosition, symbols: Symbols): string | undefined {
  const expanded = expandedFieldPattern(text, place, symbols)
  const before = symbols.fieldPatterns.length
  symbols.fieldPatterns.length += expanded?.length ?? 0
  if (before <= limits.fieldPatterns && symbols.fieldPatterns.length > limits.fieldPatterns) {
    const most = limits.fieldPatterns.toLocaleString('en')
    symbols.findings.error('V-09', place, `the patterns of all fields have more than ${most} characters together`)
  }
  return expanded
}

function expandedFieldPattern(text: string, place: FilePosition, symbols: Symbols): string | undefined {
  // `{{Name}}` alone keeps the anchors of the pattern that it names.
  const alone = /^\{\{\s*(\w+)\s*\}\}$/.exec(text)?.[1]
  const known = alone === undefined ? undefined : symbols.patterns.get(alone)
  if (known !== undefined) return known.expanded
  return expandOrReport(text, symbols.patterns, place, symbols)
}

function expandOrReport(
  text: string,
  known: ReadonlyMap<string, Pick<Pattern, 'regex'>>,
  place: FilePosition,
  { findings }: Symbols,
): string | undefined {
  try {
    const expanded = expandPattern(text, (name) => known.get(name)?.regex)
    new RegExp(expanded)
    return expanded
  } catch (error) {
    if (error instanceof UnknownPattern)
      findings.error('V-09', place, error.message, didYouMean(error.pattern, known.keys()))
    else if (error instanceof ExpressionError || error instanceof SyntaxError)
      findings.error('V-09', place, error.message)
    else throw error
    return undefined
  }
}
