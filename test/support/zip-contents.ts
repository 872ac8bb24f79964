import { entryContent, entrySpans } from '../../src/delivery/archive/entry-content.ts'
import { readDirectory } from '../../src/delivery/archive/read-archive.ts'
import { bytesSource } from '../../src/delivery/byte-source.ts'

/** Texts of the files in an archive, by their paths. */
export async function filesIn(archive: Uint8Array): Promise<Readonly<Record<string, string>>> {
  const source = bytesSource(archive)
  const files: Record<string, string> = {}
  for (const span of await entrySpans(source, await readDirectory(source, 'archive'), 'archive')) {
    const chunks: Uint8Array[] = []
    for await (const chunk of entryContent(source, span, 'archive')) chunks.push(chunk)
    files[span.entry.path] = Buffer.concat(chunks).toString()
  }
  return files
}
