import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import type { FilePosition } from '../../core/run/report.ts'
import { sha256 } from '../../core/sha256.ts'
import { escapeRegExp } from '../../core/text/escape-reg-exp.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import type { SealedGate } from './sealed-gate.ts'

/** A `gate.json` in the checkout. */
export interface CompiledGate {
  readonly path: string
  readonly text: string
  /** Whether its bytes are those that were tested. If not, it belongs to another state of the same model. */
  readonly tested: boolean
}

export interface CompiledSearch {
  readonly gate: SealedGate
  /** Folder of `liftlock.yml`, or the file itself; its checkout is searched. */
  readonly configuration: string
  /** The model files whose lines are wanted. */
  readonly missing: readonly string[]
}

/**
 * Finds the `gate.json` in the checkout that was tested, by its bytes, whatever the folder of the application is
 * called. The checkout may be at another commit than the release. Then the file counts that names all missing model
 * files, if it is the only one.
 */
export async function findCompiled(search: CompiledSearch, context: Context): Promise<CompiledGate | undefined> {
  const { gate, missing } = search
  if (gate.definition === undefined) return undefined
  const candidates = await Promise.all((await listCandidates(search, context)).map((path) => read(path, gate, context)))
  const present = candidates.filter((candidate) => candidate !== undefined)
  const tested = present.find((candidate) => candidate.tested)
  const similar = present.filter(({ text }) => missing.every((file) => positionOf(text, file) !== undefined))
  return tested ?? (similar.length === 1 ? similar[0] : undefined)
}

/** The line, from 1, where the compiled form names this place; otherwise the line where it names the file. */
export function lineOf(compiled: string, { file, line }: FilePosition): number {
  const position = positionOf(compiled, file, line) ?? positionOf(compiled, file) ?? 0
  return compiled.slice(0, position).split('\n').length
}

function positionOf(compiled: string, file: string, line?: number): number | undefined {
  const name = escapeRegExp(JSON.stringify(file))
  const rest = line === undefined ? '' : `\\s*,\\s*"line"\\s*:\\s*${line}\\b`
  return new RegExp(`"file"\\s*:\\s*${name}${rest}`).exec(compiled)?.index
}

/** Searches the files that git tracks, without built or installed files. */
async function listCandidates({ gate, configuration }: CompiledSearch, { files, git }: Context): Promise<string[]> {
  if (gate.release === undefined) return [gate.path]
  const folder = await folderOf(files, configuration)
  const name = gate.path.replace(/^(\.\.\/)+/, '').replace(/[\\*?[\]]/g, '\\$&')
  // Without git, the list is empty.
  const listed = await git
    .at(folder)
    .run(['ls-files', '-z', '--stage', '--', `:(top,glob)**/${name}`])
    .catch(() => undefined)
  if (listed?.exitCode !== 0) return []
  const entries = new TextDecoder().decode(listed.stdout).split('\0')
  // A link may lead anywhere, so it is skipped.
  const regular = entries.filter((entry) => entry.startsWith('100'))
  return regular.slice(0, mostCandidates).map((entry) => join(folder, entry.slice(entry.indexOf('\t') + 1)))
}

/** Each candidate is read, so their number has a limit. */
const mostCandidates = 100
const mostBytes = 16 * 1_048_576

async function read(path: string, { digest }: SealedGate, { files }: Context): Promise<CompiledGate | undefined> {
  if ((await files.kind(path)) !== 'file') return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of files.stream(path, 0, mostBytes + 1)) {
    chunks.push(chunk)
    size += chunk.length
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return size > mostBytes ? undefined : { path, text, tested: sha256(text) === digest }
}
