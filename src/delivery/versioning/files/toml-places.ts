import { isDeepStrictEqual } from 'node:util'
import { type Place, unclear, withWords } from './place.ts'

/**
 * Finds the version of a table in TOML. What is found by its line is proven by the parser: with another word there, the
 * document differs in exactly this value.
 * @param table such as `project` or `tool.poetry`
 * @returns nothing when the table or its version is missing
 * @throws StageError `version-unclear` for a text that is not TOML, or a version in a form that cannot be edited
 */
export async function tomlPlaces(text: string, table: string, file: string): Promise<readonly Place[]> {
  const before = await parsed(text, file)
  const version = memberOf(before, [...table.split('.'), 'version'])
  if (typeof version !== 'string') return []
  const word = 'liftlock-probe'
  for (const place of candidates(text)) {
    if (text.slice(place.start, place.end) !== version) continue
    const after = await tryParse(withWords(text, [place], word))
    if (
      after !== undefined &&
      isDeepStrictEqual(plain(after), plain(withMember(before, [...table.split('.'), 'version'], word)))
    )
      return [place]
  }
  throw unclear(file, `has the version of [${table}] in a form that cannot be edited: write it as version = "…"`)
}

type Table = Readonly<Record<string, unknown>>

/** Words between quotes behind a member `version`; most files have few. */
function* candidates(text: string): Generator<Place> {
  for (const { 0: line, index } of text.matchAll(/(?:\bversion|["']version["'])[ \t]*=[ \t]*(["'])([^"'\\\n\r]*)\1/g)) {
    const start = index + line.lastIndexOf(line.at(-1)!, line.length - 2) + 1
    yield { start, end: index + line.length - 1 }
  }
}

async function parsed(text: string, file: string): Promise<Table> {
  const document = await tryParse(text)
  if (document === undefined) throw unclear(file, 'is no TOML')
  return document
}

async function tryParse(text: string): Promise<Table | undefined> {
  const { parse } = await import('smol-toml')
  try {
    return parse(text.replace(/^\ufeff/, '')) as Table
  } catch {
    return undefined
  }
}

/** The value of a member, of own members only. */
export function memberOf(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
  return memberOf((value as Table)[name], rest)
}

function withMember(value: unknown, path: readonly string[], word: string): unknown {
  const [name, ...rest] = path
  if (name === undefined) return word
  return { ...(value as Table), [name]: withMember((value as Table)[name], rest, word) }
}

/** Dates and tables without a prototype become comparable. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}
