import { join } from 'node:path'
import { parseRecord } from '../../core/documents/stored-record.ts'
import { generatedIndexLimits, generatedIndexSchema, indexPath } from '../../core/generated-index.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import type { Digests } from './publication-plan.ts'

export interface GeneratedFile {
  readonly bytes: Uint8Array
  readonly executable: boolean
}

/** A tree of files as `generate` wrote it. */
export interface GeneratedTree {
  /** Every file that the index lists, and the index itself. */
  readonly files: ReadonlyMap<string, GeneratedFile>
  readonly digests: Digests
  /** SHA-256 of the index: the output `tree` of `generate`. */
  readonly digest: string
}

/**
 * Reads the files that the index of a folder lists, and no others.
 * @throws StageError `file-missing` when the folder has no index, `hand-edited` when a file was changed after
 * generation
 */
export async function readGeneratedTree(files: Files, folder: string): Promise<GeneratedTree> {
  const text = await files.findText(join(folder, indexPath))
  if (text === undefined)
    throw new StageError('file-missing', `${folder} is not a generated tree: it has no ${indexPath}`, {
      hint: 'give the folder that generate made, such as build/<application>/app',
    })
  const digests = parseDigests(text, join(folder, indexPath))
  const entries = new Map((await files.walk(folder)).map((entry) => [entry.path, entry]))
  const read = async (path: string, digest: string) => {
    const entry = entries.get(path)
    const bytes = entry && (await files.readBytes(join(folder, path)))
    if (bytes === undefined || sha256(bytes) !== digest)
      throw new StageError(
        'hand-edited',
        `${join(folder, path)} is ${bytes ? 'changed since it was generated' : 'missing'}`,
        {
          hint: 'generate again, then publish',
        },
      )
    return [path, { bytes, executable: entry?.executable ?? false }] as const
  }
  const content = await Promise.all([...digests].map(([path, digest]) => read(path, digest)))
  const index = { bytes: Buffer.from(text), executable: false }
  return { files: new Map([...content, [indexPath, index]]), digests, digest: sha256(text) }
}

/**
 * The digests in an index.
 * @param place the name of the index in messages
 * @throws StageError `hand-edited` when it is not an index, `path-escapes` when one of its paths leaves the tree
 */
export function parseDigests(text: string, place: string): Digests {
  const { files } = parseRecord(text, generatedIndexSchema, {
    name: place,
    reason: 'hand-edited',
    hint: 'restore its last published state, then publish again',
    limits: generatedIndexLimits,
  })
  const unsafe = Object.keys(files).find((path) => !isInside(path))
  if (unsafe !== undefined)
    throw new StageError('path-escapes', `${place} lists ${JSON.stringify(unsafe)}, which is not a path of the tree`)
  return new Map(Object.entries(files))
}

/** Whether a path names a file below a folder, and git and file systems read the path in the same way. */
export function isInside(path: string): boolean {
  const parts = path.split('/')
  return path !== indexPath && parts.every((part) => !/^(|\.|\.\.|\.git)$/i.test(part)) && !/[\\\p{Cc}]/u.test(path)
}
