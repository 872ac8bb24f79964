import { sizedLimits } from '../../core/documents/document-limits.ts'
import { readJson } from '../../core/documents/read-json.ts'

const limits = sizedLimits(65_536, 8)

/**
 * The members of a JSON object as texts; empty ones count as not given. A member that is repeated may be smuggled in,
 * and is refused.
 * @param refuse makes the error from what was expected
 */
export function textMembers(text: string, refuse: (expected: string) => Error): Readonly<Record<string, string>> {
  const members = Object.entries(jsonObject(text, refuse)).map(([key, member]): [string, string] => {
    if (typeof member === 'string') return [key, member]
    if (typeof member === 'number' || typeof member === 'boolean') return [key, String(member)]
    throw refuse(`texts, numbers and flags only, and ${JSON.stringify(key)} is something else`)
  })
  return Object.fromEntries(members.filter(([, member]) => member !== ''))
}

/** A JSON object from somebody who may be a stranger. */
export function jsonObject(text: string, refuse: (expected: string) => Error): object {
  try {
    const value = readJson(text, limits)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw refuse(`one JSON object (${(error as Error).message})`)
  }
  throw refuse('one JSON object')
}
