import { join } from 'node:path'
import type { FileEntry, Files } from '../../core/ports/files.ts'
import type { ByteSource } from '../../core/ports/objects.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { entryContent, entrySpans } from '../archive/entry-content.ts'
import { readDirectory } from '../archive/read-archive.ts'
import { fileSource, readPiece } from '../byte-source.ts'
import { holdsPrivateKey, keyBytes, mayHoldKey, secretStep } from './secret-names.ts'

const hint =
  'a function gets its secrets from Secrets Manager or its environment variables; if the file contains none, rename it'

/**
 * The files of a folder, without files in which tools keep passwords, tokens and keys. Both names of a link are
 * checked: its own and that of its target.
 * @param leave called with the path of each file that is left out
 */
export async function withoutSecrets(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
  leave: (path: string) => void,
): Promise<readonly FileEntry[]> {
  const secret = await Promise.all(
    entries.map(async ({ path, target = path, bytes }) => {
      if (secretStep(path) !== undefined || secretStep(target) !== undefined) return true
      if (!mayHoldKey(path) && !mayHoldKey(target)) return false
      return holdsPrivateKey(
        await readPiece(fileSource(files, join(folder, path), bytes), 0, Math.min(bytes, keyBytes)),
      )
    }),
  )
  return entries.filter(({ path }, index) => {
    if (secret[index]) leave(path)
    return !secret[index]
  })
}

/** Reports the files that were left out by name. @param name of the artifact */
export function warnOfSecrets(report: (event: Report) => void, name: string, paths: readonly string[]): void {
  if (paths.length === 0) return
  const shown = paths.slice(0, 10).map((path) => JSON.stringify(path).slice(1, -1))
  const more = paths.length > shown.length ? ` and ${paths.length - shown.length} more` : ''
  const fact = `left out of ${name}: ${shown.join(', ')}${more}; tools keep passwords and keys there`
  report({ kind: 'warning', text: `${fact}. If a function needs one: ${hint}` })
}

/**
 * Refuses a path of a template that is such a file or folder, directly or by a link.
 * @param paths relative to the root, with `/`
 * @throws StageError `secret-included`
 */
export function refuseSecretPath(owner: string, ...paths: readonly string[]): void {
  const step = paths.map(secretStep).find((found) => found !== undefined)
  if (step === undefined) return
  throw new StageError('secret-included', `${owner} is ${paths[0]}; tools keep passwords and keys in ${step}`, { hint })
}

/** @throws StageError `secret-included` when a single file is a private key */
export async function refuseKey(source: ByteSource, name: string): Promise<void> {
  if (mayHoldKey(name) && holdsPrivateKey(await readPiece(source, 0, Math.min(source.bytes, keyBytes))))
    throw new StageError('secret-included', `${name} contains a private key`, { hint })
}

/**
 * Refuses a given archive that contains such a file, because nothing can be left out of it.
 * @throws StageError `secret-included`, and `archive-ambiguous` for an archive that tools read in different ways
 */
export async function refuseSecretsInArchive(source: ByteSource, name: string): Promise<void> {
  const directory = await readDirectory(source, name)
  const refuse = (path: string) =>
    new StageError('secret-included', `${name} contains ${JSON.stringify(path)}; tools keep passwords and keys there`, {
      hint: `make the archive without it; ${hint}`,
    })
  for (const { path } of directory.entries) if (secretStep(path) !== undefined) throw refuse(path)
  if (!directory.entries.some(({ path }) => mayHoldKey(path))) return
  for (const span of await entrySpans(source, directory, name)) {
    if (!mayHoldKey(span.entry.path)) continue
    const chunks: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of entryContent(source, span, name)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= keyBytes) break
    }
    if (holdsPrivateKey(Buffer.concat(chunks))) throw refuse(span.entry.path)
  }
}
