import { invalidValues } from './value-node.ts'

/** The characters that a name may have. The key of a tag may contain a blank or a slash; a parameter name may not. */
export type NameKind = 'parameter' | 'tag'

const names = {
  // A name in quotes, or one without.
  parameter: /^(?:"([^"\n]+)"|'([^'\n]+)'|([\w:.-]+))\s*=/,
  // Blanks before a line break belong to the name, so each text has only one reading.
  tag: /^(?:"([^"\n]+)"\s*|'([^'\n]+)'\s*|([^\s=,"'][^=,"'\n]*)(?:\n\s*)?)=/,
} as const

/** A name with `=`, as it can begin after a blank. An option such as `--level=3` belongs to the value instead. */
const nextName = {
  parameter: /^(?:"[^"\n]+"|'[^'\n]+'|\w+)=/,
  tag: /^(?:"[^"\n]+"|'[^'\n]+'|[\w:./@+-]+)=/,
} as const

/**
 * Whether the text is `Name=Value` rather than YAML. In YAML, a colon with a blank or the end of the line follows a
 * name.
 */
export function isPairs(text: string): boolean {
  const first = text.trimStart()
  if (/^(?:#|---|- )/.test(first)) return false
  return (
    /^(?:"[^"\n]*"\s*|'[^'\n]*'\s*|[^="'\n]*(?:\n\s*)?)=/.test(first) &&
    !/^(?:"[^"\n]*"|'[^'\n]*'|[^="'\n]*?):(?:\s|$)/.test(first)
  )
}

/**
 * Reads pairs in the written order, separated by a comma, a line break, or a blank before the next name. Quotes keep
 * commas, blanks and line breaks. A backslash is an ordinary character, except before a double quote: `\"` is a quote,
 * and `\\"` is a backslash and the closing quote.
 * @throws StageError `input-invalid` with the character where reading stops, never with a value
 */
export function readPairs(text: string, input: string, kind: NameKind): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = []
  let rest = text.trim()
  const whole = rest.length
  const unreadable = (what: string, hint: string) =>
    invalidValues(input, `${what} from character ${whole - rest.length + 1} on`, hint)
  while (rest !== '') {
    const name = names[kind].exec(rest)
    if (name === null)
      throw unreadable('is not Name=Value', 'separate by comma or line; put values with a comma in quotes')
    const after = rest.slice(name[0].length)
    const called = (name[1] ?? name[2] ?? name[3]!).trimEnd()
    const value = /^[^\S\n]*["']/.test(after) ? quoted(after.trimStart(), kind) : bare(after, kind)
    if (value === undefined)
      throw unreadable(
        `is not clear at ${called}`,
        'put a value with quotes, or with a blank and an equals sign, in quotes; separate by comma or line',
      )
    pairs.push([called, value.text])
    rest = value.rest
  }
  return pairs
}

interface ReadValue {
  readonly text: string
  /** What follows the separator. */
  readonly rest: string
}

/**
 * Reads a value in quotes, and what follows it. Undefined when the quotes do not close, or a word follows them
 * directly.
 */
function quoted(after: string, kind: NameKind): ReadValue | undefined {
  const read = after.startsWith('"') ? doubleQuoted(after) : singleQuoted(after)
  if (read === undefined) return undefined
  const separator = /^\s*(?:,\s*|\n\s*|$)/.exec(read.rest) ?? /^\s+/.exec(read.rest)
  if (separator === null) return undefined
  const next = read.rest.slice(separator[0].length)
  return /[,\n]/.test(separator[0]) || next === '' || nextName[kind].test(next)
    ? { text: read.text, rest: next }
    : undefined
}

function singleQuoted(after: string): ReadValue | undefined {
  const end = after.startsWith("'") ? after.indexOf("'", 1) : -1
  return end < 0 ? undefined : { text: after.slice(1, end), rest: after.slice(end + 1) }
}

function doubleQuoted(after: string): ReadValue | undefined {
  let text = ''
  let slashes = 0
  for (let at = 1; at < after.length; at++) {
    const character = after[at]!
    if (character === '\\') {
      slashes += 1
      continue
    }
    text += '\\'.repeat(character === '"' ? slashes >> 1 : slashes)
    if (character === '"' && slashes % 2 === 0) return { text, rest: after.slice(at + 1) }
    text += character
    slashes = 0
  }
  return undefined
}

/** A value without quotes ends at a comma, at the end of the line, or at a blank before the next name. */
function bare(after: string, kind: NameKind): ReadValue | undefined {
  // If the next pair begins right here, the rest of the text is not searched, however long it is.
  const words = /^([^\s,=]*)[^\S\n]+([^\s,]+)/.exec(after)
  if (words !== null && kind === 'parameter' && nextName[kind].test(words[2]!))
    return { text: words[1]!, rest: after.slice(words[1]!.length).trimStart() }
  const end = /[,\n]|$/.exec(after)!
  const written = after.slice(0, end.index)
  const rest = after.slice(end.index).replace(/^\s*[,\n]?\s*/, '')
  const following = written
    .trimEnd()
    .split(/\s+/)
    .findIndex((word, index) => index > 0 && nextName[kind].test(word))
  if (following < 0) return { text: written.trim(), rest }
  // `A=1 C=2` has two parameters. `A=go on C=2` and `A=Server=x;User Id=y` are ambiguous. In a tag, a blank is an
  // ordinary character.
  return undefined
}
