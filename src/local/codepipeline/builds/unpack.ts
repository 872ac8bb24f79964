import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { entryContent, entrySpans } from '../../../delivery/archive/entry-content.ts'
import { readDirectory } from '../../../delivery/archive/read-archive.ts'
import { bytesSource } from '../../../delivery/byte-source.ts'

/** Unpacks an artifact in a new folder. @throws StageError `archive-ambiguous` for names that lead out, and for links */
export async function unpack(archive: Uint8Array, name: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const source = bytesSource(archive)
  for (const span of await entrySpans(source, await readDirectory(source, name), name)) {
    const { entry } = span
    const path = join(folder, entry.path)
    if (entry.folder) {
      await mkdir(path, { recursive: true })
      continue
    }
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'wx', entry.executable ? 0o755 : 0o644)
    try {
      for await (const chunk of entryContent(source, span, name)) await file.write(chunk)
    } finally {
      await file.close()
    }
  }
}
