import { EOL } from 'node:os'
import { isRecord } from '../../core/documents/is-record.ts'
import { edgeName } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'
import { resultJson } from '../shared/result-text.ts'

/** What is written for later steps. */
export interface GitHubOutputs {
  /** Lines for the file `GITHUB_OUTPUT`. */
  readonly text: string
  /** Files by name: contents that are too large for an output, or that are useful as a file. */
  readonly files: ReadonlyMap<string, string>
  /** Notes for the reader: an output that moved into a file, or whose name is taken. */
  readonly notices: readonly string[]
}

/**
 * All outputs of a job together have a limit of 1 MB in UTF-16 (GitHub Docs, "Workflow syntax", outputs). One step
 * leaves room for others.
 */
const largestOutput = 128_000
/** The outputs of one step; a job may have several steps. */
const largestTogether = 400_000

/**
 * Renders `outcome`, `failure-reason` and all outputs, each between delimiters that its value does not contain. Outputs
 * of a stack also appear under their own names, and all together in the file `outputs-file`.
 * @param folder where files will be written
 * @param mask removes secrets
 */
export function renderOutputs(result: Result<string>, folder: string, mask: (text: string) => string): GitHubOutputs {
  const { outcome, error } = resultJson(result) as { outcome: string; error?: { reason: string } }
  const given = result.outputs ?? {}
  const own = Object.entries({ ...given, outcome, failureReason: error?.reason ?? '' })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [edgeName(key), mask(typeof value === 'string' ? value : JSON.stringify(value))] as const)
  const files = new Map<string, string>()
  const notices: string[] = []
  const all = new Map<string, string>()

  const stackOutputs = given.outputs
  if (isRecord(stackOutputs)) {
    const name = `${result.stage}-outputs.json`
    files.set(name, mask(`${JSON.stringify(stackOutputs, undefined, 2)}\n`))
    all.set('outputs-file', `${folder}/${name}`)
    // The runner ignores upper and lower case in names.
    const taken = new Set([...own.map(([key]) => key.toLowerCase()), 'outputs-file'])
    for (const [key, value] of Object.entries(stackOutputs))
      if (!/^[A-Za-z][\w-]*$/.test(key) || taken.has(key.toLowerCase()))
        notices.push(`the stack's output ${JSON.stringify(key)} is in outputs only: its name is taken or no name`)
      else all.set(key, mask(String(value)))
  }
  for (const [key, value] of own) all.set(key, value)

  let together = [...all.values()].reduce((sum, value) => sum + value.length, 0)
  for (const [key, value] of [...all].sort(([, one], [, other]) => other.length - one.length)) {
    if (value.length <= largestOutput && together <= largestTogether) continue
    together -= value.length
    const name = `${result.stage}-${key}.txt`
    files.set(name, value)
    all.set(key, `${folder}/${name}`)
    notices.push(`the output ${key} has ${value.length} characters; it is the path of a file that has them`)
  }
  return { text: [...all].map(([key, value]) => entry(key, value)).join(''), files, notices }
}

function entry(name: string, value: string): string {
  const delimiter = delimiterFor(value)
  return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`
}

/**
 * A word that does not occur in the value. The value is searched, because a random word would load all of
 * `node:crypto`.
 */
function delimiterFor(value: string): string {
  for (let number = 0; ; number++) if (!value.includes(`liftlock_${number}`)) return `liftlock_${number}`
}
