import { limits } from '../../../limits.ts'
import type { Json, Value } from '../../types/element.ts'
import type { FieldType } from '../../types/field.ts'

/** The value of a field before anything is set (model format 3.2). */
export function zeroOf(type: FieldType): Value {
  switch (type) {
    case 'Int':
    case 'Float':
      return 0
    case 'Boolean':
      return false
    case 'StringList':
      return []
    default:
      return ''
  }
}

/** A value of the model, converted to its type; undefined if the text does not have that type. */
export function parseValue(text: string, type: FieldType): Value | undefined {
  switch (type) {
    case 'Int':
      return /^[-+]?\d+$/.test(text) ? Number(text) : undefined
    case 'Float':
      return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined
    case 'Boolean':
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined
    case 'StringList':
      return parseStringList(text)
    default:
      return text
  }
}

/** A JSON list of texts, or texts separated by commas. */
function parseStringList(text: string): readonly string[] | undefined {
  if (!text.trimStart().startsWith('[')) return text === '' ? [] : text.split(',').map((item) => item.trim())
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads JSON that may have trailing commas (model format 9.6).
 * @throws SyntaxError for invalid JSON, or if it is nested too deeply
 */
export function parseJson(text: string): Json {
  if (jsonDepth(text) > limits.jsonDepth) throw new SyntaxError(`it is nested deeper than ${limits.jsonDepth} levels`)
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    // An unterminated string matches too. Otherwise each of its quotes would start another search, in quadratic time.
    const repaired = text.replace(
      /("(?:\\.|[^"\\])*"?)|,(?=\s*[\]}])/g,
      (_, string: string | undefined) => string ?? '',
    )
    if (repaired === text) throw error
    return JSON.parse(repaired) as Json
  }
}

/** Nesting depth of brackets, outside strings. */
function jsonDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"?|[[{\]}]/g)) {
    if (token === '[' || token === '{') depth += 1
    else if (token === ']' || token === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Whether the JSON means "nothing given" for a state (model format 9.5). */
export function isEmptyObject(json: Json): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && Object.keys(json).length === 0
}
