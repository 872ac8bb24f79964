import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from './activity-failure.ts'
import { substitute, substituteText, textOf, type Variables } from './variables.ts'

/** Stands for "not chosen": the argument is left out. */
export const omitted = Symbol('omitted')

/**
 * The value of an input: variables replaced, then converted to its type (model format 13.3 and 13.5). A lone `#` is
 * left out, and so is an empty text, unless the type is text.
 * @throws ActivityFailure when a variable is unknown or the text is not a value of the type
 */
export function inputValue(
  input: { readonly name: string; readonly type: string; readonly value: string; readonly place: FilePosition },
  variables: Variables,
): unknown {
  const { type, value: text, place } = input
  if (text === '#') return omitted
  if (type === 'Nested') return nestedValue(input, variables)
  if (text === '' && type !== 'String' && type !== 'ID') return omitted
  const value = substitute(text, variables, place)
  if (value === null) return null
  switch (type) {
    case 'Int':
      return numberOf(value, Number.isSafeInteger, 'a whole number', input)
    case 'Float':
    case 'Numeric':
      return numberOf(value, Number.isFinite, 'a number', input)
    case 'Boolean':
      return booleanOf(value, input)
    case 'StringList':
      return Array.isArray(value) ? value : listOf(textOf(value))
    default:
      return textOf(value)
  }
}

type Input = { readonly name: string; readonly place: FilePosition }

function numberOf(value: unknown, valid: (number: number) => boolean, what: string, input: Input): number {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (valid(number)) return number
  throw mismatch(input, what, value)
}

function booleanOf(value: unknown, input: Input): boolean {
  const text = textOf(value).toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw mismatch(input, 'true or false', value)
}

function listOf(text: string): unknown[] {
  const value = parsed(text)
  return Array.isArray(value) ? value : text.split(',').map((part) => part.trim())
}

/** JSON with variables inside its strings, or one variable that holds a list. Version 4 leaves `-inline-` behind. */
function nestedValue(input: Input & { value: string }, variables: Variables): unknown {
  const text = input.value.trim()
  if (text === '') return omitted
  if (text === '-inline-') return []
  const direct = parsed(text)
  if (direct !== undefined) return withVariables(direct, variables, input.place)
  const value = substitute(text, variables, input.place)
  const found = typeof value === 'string' ? parsed(value) : value
  if (found === undefined) throw mismatch(input, 'a list as JSON', value)
  return found
}

function withVariables(value: unknown, variables: Variables, place: FilePosition): unknown {
  if (typeof value === 'string') return substitute(value, variables, place)
  if (Array.isArray(value)) return value.map((each) => withVariables(each, variables, place))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      substituteText(name, variables, place),
      withVariables(each, variables, place),
    ]),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function mismatch({ name, place }: Input, expected: string, got: unknown): ActivityFailure {
  return new ActivityFailure(`input ${name} is not a value of its type`, place, { expected, got: textOf(got) })
}
