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
  'a function gets its secrets from Secrets Manager or its environment variables; a file that holds none needs another name'

/**
 * The files of a folder without those in which tools keep passwords, tokens and keys, by their own names and by those that links lead to.
 * @param leave called with the path of each that is left out
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

/** Says by name what was left out. @param name of the artifact */
export function warnOfSecrets(report: (event: Report) => void, name: string, paths: readonly string[]): void {
  if (paths.length === 0) return
  const shown = paths.slice(0, 10).map((path) => JSON.stringify(path).slice(1, -1))
  const more = paths.length > shown.length ? ` and ${paths.length - shown.length} more` : ''
  const text = `left out of ${name}: ${shown.join(', ')}${more}; tools keep passwords and keys there. If a function needs one: ${hint}`
  report({ kind: 'warning', text })
}

/**
 * Refuses a path of a template that names such a file or folder, itself or by a link.
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
    throw new StageError('secret-included', `${name} holds a private key`, { hint })
}

/**
 * Refuses an archive that goes as it is, when it holds such a file: nothing can be left out of it.
 * @throws StageError `secret-included`, and those of an archive that can be read in two ways
 */
export async function refuseSecretsInArchive(source: ByteSource, name: string): Promise<void> {
  const directory = await readDirectory(source, name)
  const refuse = (path: string) =>
    new StageError('secret-included', `${name} holds ${JSON.stringify(path)}; tools keep passwords and keys there`, {
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
