import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'

/**
 * Names with values, in every form that deployers take: `Name=Value` by comma or line, a JSON or YAML mapping, a JSON list
 * of `{ ParameterKey, ParameterValue }` or `{ Key, Value }`, or `file://` and the path of one of these.
 * @param input its name, for messages, which never show a value
 * @throws StageError `input-invalid`, `file-missing`
 */
export async function parseNamedValues(text: string, input: string, files: Files): Promise<Record<string, string>> {
  const trimmed = text.trim()
  if (/^https?:\/\//.test(trimmed))
    throw invalid(input, 'is an address', 'load the file in an earlier step and give file:// and its path')
  if (trimmed.startsWith('file://')) {
    const path = trimmed.slice('file://'.length)
    const content = await files.readText(path)
    return parseContent(content, `${input} (${path})`)
  }
  return parseContent(trimmed, input)
}

async function parseContent(text: string, input: string): Promise<Record<string, string>> {
  if (text.trim() === '') return {}
  if (/^\s*[[{]/.test(text) || !isPairs(text)) return fromData(await parseData(text, input), input)
  return fromPairs(text, input)
}

/** `Name=Value` begins with a name and `=`; a YAML mapping with a name and `:`. */
function isPairs(text: string): boolean {
  return /^\s*"?[\w:.-]+\s*=/.test(text)
}

async function parseData(text: string, input: string): Promise<unknown> {
  const { parse } = await import('yaml')
  try {
    return parse(text, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'silent', stringKeys: true })
  } catch {
    throw invalid(input, 'is neither Name=Value nor JSON nor YAML', 'see docs/stages/deploy.md for the forms')
  }
}

function fromData(data: unknown, input: string): Record<string, string> {
  if (Array.isArray(data)) return Object.fromEntries(data.map((item) => pairOf(item, input)))
  if (typeof data !== 'object' || data === null)
    throw invalid(input, 'names nothing', 'write Name=Value, or a mapping of names to values')
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, textOf(value, name, input)]))
}

function pairOf(item: unknown, input: string): [string, string] {
  const entry = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>
  const name = entry.ParameterKey ?? entry.Key
  if (typeof name !== 'string')
    throw invalid(
      input,
      'has an entry without ParameterKey or Key',
      'write { "ParameterKey": "Name", "ParameterValue": "Value" }',
    )
  return [name, textOf(entry.ParameterValue ?? entry.Value ?? '', name, input)]
}

/** A list becomes what CloudFormation takes for a list: values by comma. */
function textOf(value: unknown, name: string, input: string): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, name, input)).join(',')
  if (typeof value === 'string') return value
  throw invalid(input, `has a value for ${name} that is no text`, 'write the value as one text')
}

/** Commas and lines separate, also after a quoted value; quotes keep both, `\"` and `\\` stand for themselves. */
function fromPairs(text: string, input: string): Record<string, string> {
  const values: Record<string, string> = {}
  let rest = text.trim()
  while (rest !== '') {
    const match = /^([\w:.-]+)\s*=(?:"((?:[^"\\]|\\.)*)"(?=\s*(?:[,\n]|$))|((?!")[^,\n]*))(?:\s*[,\n]\s*|$)/.exec(rest)
    if (match === null)
      throw invalid(
        input,
        `is not Name=Value from character ${text.length - rest.length + 1} on`,
        'separate by comma or line; put values with a comma in double quotes',
      )
    values[match[1]!] = match[2]?.replace(/\\(.)/g, '$1') ?? match[3]!.trim()
    rest = rest.slice(match[0].length).trimStart()
  }
  return values
}

function invalid(input: string, what: string, hint: string): StageError {
  return new StageError('input-invalid', `${input} ${what}`, { hint })
}
