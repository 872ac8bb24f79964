import { buffer } from 'node:stream/consumers'
import { ZipArchive } from 'archiver'

/** A zip archive of text files, for functions in tests. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const archive = new ZipArchive()
  for (const [name, text] of Object.entries(files)) archive.append(text, { name })
  const bytes = buffer(archive)
  await archive.finalize()
  return bytes
}
