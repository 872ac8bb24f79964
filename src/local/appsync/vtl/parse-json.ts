import { type JavaMap, putEntry } from './java/values.ts'
import { TemplateError } from './template-error.ts'

/**
 * Parses the output of a template by AppSync's deserialization rules (developer guide, "Resolver mapping template
 * overview"): duplicate keys and text after the document are errors; a comma before a closing bracket is accepted.
 * Undefined for an empty output. @throws TemplateError
 */
export function parseJson(text: string): unknown {
  const reader = { text, offset: 0 }
  skip(reader)
  if (reader.offset === text.length) return undefined
  const value = readValue(reader)
  skip(reader)
  if (reader.offset < text.length)
    throw new TemplateError('Trailing characters at the end of the JSON string are not allowed.')
  return value
}

interface Reader {
  readonly text: string
  offset: number
}

function readValue(reader: Reader): unknown {
  if (accept(reader, '{')) return readObject(reader)
  if (accept(reader, '[')) return readArray(reader)
  const token = takeText(reader) ?? take(reader, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y)
  try {
    if (token !== undefined) return JSON.parse(token)
  } catch {
    // A string with a raw line break or an invalid escape: the error below names its position.
    reader.offset -= token?.length ?? 0
  }
  return fail(reader)
}

function readObject(reader: Reader): JavaMap {
  const value: JavaMap = {}
  while (!accept(reader, '}')) {
    skip(reader)
    const key = takeText(reader) ?? fail(reader)
    const name: string = JSON.parse(key)
    if (Object.hasOwn(value, name)) {
      throw new TemplateError(`Duplicate field '${name}' detected on Object. Duplicate JSON keys are not allowed.`)
    }
    if (!accept(reader, ':')) fail(reader)
    skip(reader)
    putEntry(value, name, readValue(reader))
    if (!accept(reader, ',') && !startsWith(reader, '}')) fail(reader)
  }
  return value
}

function readArray(reader: Reader): unknown[] {
  const value: unknown[] = []
  while (!accept(reader, ']')) {
    skip(reader)
    value.push(readValue(reader))
    if (!accept(reader, ',') && !startsWith(reader, ']')) fail(reader)
  }
  return value
}

function startsWith(reader: Reader, sign: string): boolean {
  skip(reader)
  return reader.text[reader.offset] === sign
}

function accept(reader: Reader, sign: string): boolean {
  const found = startsWith(reader, sign)
  if (found) reader.offset += 1
  return found
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.offset
  const found = pattern.exec(reader.text)?.[0]
  reader.offset += found?.length ?? 0
  return found
}

/**
 * The quoted string that begins here. A regular expression with a repetition may keep a position to backtrack to for
 * each character, and run out of memory on a long string. Searching for the next quote or backslash needs none.
 */
function takeText(reader: Reader): string | undefined {
  if (reader.text[reader.offset] !== '"') return undefined
  const mark = /["\\]/g
  mark.lastIndex = reader.offset + 1
  let found = mark.exec(reader.text)
  while (found?.[0] === '\\') {
    mark.lastIndex = found.index + 2
    found = mark.exec(reader.text)
  }
  if (!found) return undefined
  const token = reader.text.slice(reader.offset, found.index + 1)
  reader.offset = found.index + 1
  return token
}

function skip(reader: Reader): void {
  const other = /[^ \t\r\n]/g
  other.lastIndex = reader.offset
  reader.offset = other.exec(reader.text)?.index ?? reader.text.length
}

function fail(reader: Reader): never {
  const near = reader.text.slice(reader.offset, reader.offset + 24)
  throw new TemplateError(
    `The template did not print valid JSON: unexpected ${near === '' ? 'end' : JSON.stringify(near)} in ${shorten(reader.text)}`,
  )
}

function shorten(text: string): string {
  const line = text.slice(0, 1_000).replace(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}
