import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as othersFirst } from 'node:timers/promises'
import { entryContent, entrySpans } from '../../../delivery/archive/entry-content.ts'
import { readDirectory } from '../../../delivery/archive/read-archive.ts'
import { bytesSource } from '../../../delivery/byte-source.ts'

/** Files that are written without letting other work go first. */
const filesAtOnce = 32

/**
 * Unpacks an artifact in a new folder. Its files are written synchronously: for many small files, that takes a third of
 * the processor time.
 * @throws StageError `archive-ambiguous` for names that lead out, and for links
 */
export async function unpack(archive: Uint8Array, name: string, folder: string): Promise<void> {
  const made = new Set<string>()
  const make = (path: string) => {
    if (made.has(path)) return
    mkdirSync(path, { recursive: true })
    made.add(path)
  }
  make(folder)
  const source = bytesSource(archive)
  let written = 0
  for (const span of await entrySpans(source, await readDirectory(source, name), name)) {
    const { entry } = span
    const path = join(folder, entry.path)
    if (entry.folder) {
      make(path)
      continue
    }
    make(dirname(path))
    const file = openSync(path, 'wx', entry.executable ? 0o755 : 0o644)
    try {
      for await (const chunk of entryContent(source, span, name)) writeWhole(file, chunk)
    } finally {
      closeSync(file)
    }
    written += 1
    if (written % filesAtOnce === 0) await othersFirst()
  }
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
}
