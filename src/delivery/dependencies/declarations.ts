import { parse } from 'smol-toml'
import { sizedLimits } from '../../core/documents/document-limits.ts'
import { isRecord } from '../../core/documents/is-record.ts'
import { readJson } from '../../core/documents/read-json.ts'

/** A file that declares more is no file that people wrote. */
export const largestDeclaration = 1_048_576
const limits = sizedLimits(largestDeclaration, 100)

/** Names in requirements of pip, options and addresses left out (pip, "Requirements file format"). */
export function readRequirements(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*/, '').trim())
    .flatMap((line) => /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:[[<>=!~;@\\,(]|--hash|\s|$)/.exec(line)?.[1] ?? [])
}

/** The members of an object in a JSON document; a document that cannot be read has none. */
export function readPackageJson(text: string, member: string): readonly string[] {
  const content = unlessBroken(() => readJson(text, limits, 'last counts', 'kept'))
  return Object.keys(recordAt(content, [member]))
}

/** A table of a TOML document; a document that cannot be read has none. */
export function readTable(text: string, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  return recordAt(
    unlessBroken(() => parse(text)),
    path,
  )
}

/** What is wrong with such a file is for the tool that installs from it to say. */
function unlessBroken(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

function recordAt(content: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = path.reduce<unknown>(
    (at, step) => (isRecord(at) && Object.hasOwn(at, step) ? at[step] : undefined),
    content,
  )
  return isRecord(found) ? found : {}
}
