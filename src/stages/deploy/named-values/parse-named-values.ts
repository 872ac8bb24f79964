import { fileURLToPath } from 'node:url'
import { refuseAbove } from '../../../core/documents/document-fault.ts'
import type { Files } from '../../../core/ports/files.ts'
import { separator } from '../../../core/run/describe.ts'
import { namedValueLimits } from '../../../delivery/documents/limits.ts'
import { entryValues, type GivenValue, previousValue } from './entry-values.ts'
import { readJson } from './read-json.ts'
import { isPairs, type NameKind, readPairs } from './read-pairs.ts'
import { readYaml } from './read-yaml.ts'
import { invalidValues, unreadValues } from './value-node.ts'

/** Parameters as they were given. */
export interface GivenParameters {
  readonly values: Readonly<Record<string, string>>
  /** The names that have `UsePreviousValue: true`. */
  readonly kept: readonly string[]
}

/**
 * Reads parameters in each form that deployment tools accept. The forms are: `Name=Value` separated by comma, line or
 * blank; a mapping or a list of `{ ParameterKey, ParameterValue }` in JSON or YAML; `file://` with a path. If
 * `Name=Value` repeats a name, its values become a list.
 * @throws StageError `input-invalid`, `file-missing`; messages never show a value
 */
export async function parseParameters(text: string, files: Files): Promise<GivenParameters> {
  const all = [...((await valuesOf(text, 'parameter-overrides', 'parameter', files)) ?? [])]
  return {
    values: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== previousValue)),
    kept: all.filter(([, value]) => value === previousValue).map(([name]) => name),
  }
}

/**
 * Reads tags in the same forms; entries of a list are `{ Key, Value }`. An empty list or mapping gives an empty record,
 * and an empty text gives undefined.
 * @throws StageError `input-invalid`, `file-missing`
 */
export async function parseTags(text: string, files: Files): Promise<Readonly<Record<string, string>> | undefined> {
  const tags = await valuesOf(text, 'tags', 'tag', files)
  if (tags === undefined) return undefined
  for (const [name] of tags)
    if (/^aws:/i.test(name))
      throw invalidValues('tags', `names ${name}`, 'AWS keeps the names that begin with aws: for itself; take another')
  return Object.fromEntries(tags) as Record<string, string>
}

type Entries = readonly (readonly [string, GivenValue])[]

/**
 * Combines the values of repeated flags. Two flags must not give one name different values. Undefined when all are
 * empty.
 */
async function valuesOf(
  text: string,
  input: string,
  kind: NameKind,
  files: Files,
): Promise<ReadonlyMap<string, GivenValue> | undefined> {
  const all = new Map<string, GivenValue>()
  let given = false
  for (const part of text.split(separator)) {
    const entries = await readPart(part.trim(), input, kind, files)
    given ||= entries !== undefined
    for (const [name, value] of entries ?? []) {
      if (all.has(name) && all.get(name) !== value)
        throw invalidValues(input, `is given twice, with two values for ${name}`, 'leave one of them out')
      all.set(name, value)
    }
  }
  return given ? all : undefined
}

async function readPart(text: string, input: string, kind: NameKind, files: Files): Promise<Entries | undefined> {
  if (/^https?:\/\//.test(text))
    throw invalidValues(input, 'is an address', 'load the file in an earlier step and give file:// and its path')
  if (!text.startsWith('file://')) return readContent(text, input, kind)
  const path = text.startsWith('file:///') ? pathOf(text, input) : text.slice('file://'.length)
  const content = (await files.readText(path)).replace(/^\uFEFF/, '')
  const named = `${input} (${path})`
  // PowerShell on Windows writes UTF-16 by default.
  if (['\u0000', '\uFFFD'].some((sign) => content.includes(sign)))
    throw invalidValues(named, 'is not text in UTF-8', 'save the file as UTF-8')
  return readContent(content.trim(), named, kind)
}

function pathOf(address: string, input: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    throw invalidValues(input, `has an address of a file that cannot be read: ${address}`, 'write file:// and a path')
  }
}

async function readContent(text: string, input: string, kind: NameKind): Promise<Entries | undefined> {
  if (text === '') return undefined
  refuseSize(text, input)
  if (/^[[{]/.test(text)) return entryValues(readJson(text, input), input, kind)
  if (!isPairs(text)) return entryValues(await readYaml(text, input), input, kind)
  return joined(readPairs(text, input, kind), input, kind)
}

function refuseSize(text: string, input: string): void {
  try {
    refuseAbove(namedValueLimits, 'bytes', Buffer.byteLength(text))
  } catch (error) {
    throw unreadValues(input, error)
  }
}

/** The values of a repeated parameter become a list, joined by commas. A tag has one value. */
function joined(
  pairs: readonly (readonly [string, string])[],
  input: string,
  kind: NameKind,
): readonly (readonly [string, string])[] {
  const values = new Map<string, string>()
  const words = pairs.map(([name]) => name)
  const [first, second] = kind === 'tag' ? ['Key', 'Value'] : ['ParameterKey', 'ParameterValue']
  if (words.includes(first!) && words.includes(second!))
    throw invalidValues(input, `has ${first}=…,${second}=…, the short form of other commands`, 'write Name=Value')
  for (const [name, value] of pairs) {
    const before = values.get(name)
    if (before !== undefined && kind === 'tag' && before !== value)
      throw invalidValues(input, `gives ${name} two values`, 'a tag has one value; leave one of them out')
    values.set(name, before === undefined || kind === 'tag' ? value : `${before},${value}`)
  }
  return [...values]
}
