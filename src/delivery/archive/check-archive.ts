import type { ByteSource } from '../../core/ports/objects.ts'
import { ambiguous } from './ambiguous.ts'
import { entryContent, entrySpans } from './entry-content.ts'
import { readDirectory } from './read-archive.ts'

/** Four times what Lambda accepts unzipped; an archive with more may be a zip bomb. */
const maximumContent = 1024 * 1024 * 1024

/**
 * Makes sure that all tools read an archive in the same way: headers agree with the directory, entries follow each
 * other without gaps or overlaps, and each content has the size and checksum that its headers state.
 * @param name for messages
 * @throws StageError `archive-ambiguous`
 */
export async function checkArchive(source: ByteSource, name: string): Promise<void> {
  const directory = await readDirectory(source, name)
  const claimed = directory.entries.reduce((sum, { bytes }) => sum + bytes, 0)
  if (claimed > maximumContent) throw ambiguous(name, `unfolds to ${claimed} bytes`)
  for (const span of await entrySpans(source, directory, name)) for await (const _ of entryContent(source, span, name));
}
