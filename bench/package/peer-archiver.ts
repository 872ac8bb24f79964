import { createWriteStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipArchive } from 'archiver'

/** archiver in the way that scripts use it: one archive after another. */
const [tree, out] = process.argv.slice(2) as [string, string]
mkdirSync(out, { recursive: true })
for (const name of readdirSync(tree).sort()) {
  const archive = new ZipArchive({ zlib: { level: 6 } })
  archive.directory(join(tree, name), false)
  const written = pipeline(archive, createWriteStream(join(out, `${name}.zip`)))
  await archive.finalize()
  await written
}
