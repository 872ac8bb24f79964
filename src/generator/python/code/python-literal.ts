import type { Json } from '../../model/types/element.ts'

/**
 * The Python literal for exactly this value: text with any character, numbers, booleans, lists, dictionaries.
 * @throws Error for NaN and infinities, which have no literal
 */
export function pythonLiteral(value: Json): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return textLiteral(value)
  if (typeof value === 'number') return numberLiteral(value)
  if (isList(value)) return `[${value.map(pythonLiteral).join(', ')}]`
  const members = Object.entries(value).map(([name, member]) => `${textLiteral(name)}: ${pythonLiteral(member)}`)
  return `{${members.join(', ')}}`
}

/** The number as a Python float, also when it is whole. */
export function floatLiteral(value: number): string {
  const literal = numberLiteral(value)
  return /^-?\d+$/.test(literal) ? `${literal}.0` : literal
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no Python literal`)
  return Object.is(value, -0) ? '-0.0' : String(value)
}

/**
 * JSON's escapes mean the same in Python. Invisible characters, and those that end a line for some tools, are escaped
 * too.
 */
function textLiteral(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
