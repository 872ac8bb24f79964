import { createDeflater } from './deflate.ts'
import { type ArchiveFile, writeArchive } from './write-archive.ts'

/**
 * A whole archive in memory, for those who make one only.
 * @param name of the archive, for messages
 * @throws StageError of `writeArchive`
 */
export async function archiveBytes(name: string, files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const deflater = createDeflater()
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of writeArchive(name, files, deflater)) chunks.push(chunk)
    return Buffer.concat(chunks)
  } finally {
    await deflater.close()
  }
}
