import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { concurrently } from '../../src/core/pacing/concurrently.ts'
import { createDeflater } from '../../src/delivery/archive/deflate.ts'
import { isKnownZlib } from '../../src/delivery/archive/zlib-canary.ts'
import { packArtifact } from '../../src/delivery/packaging/pack-artifact.ts'
import { nodeFiles } from '../../src/system/node-files.ts'

/** Packages the functions of a template like the package stage, and writes each archive to a file. */
const [tree, out] = process.argv.slice(2) as [string, string]
if (!isKnownZlib()) throw new Error('foreign zlib')
const deflater = createDeflater()
const packing = { files: nodeFiles, report: () => undefined, folder: join(out, 'temporary'), deflater }
const digests = await concurrently(readdirSync(tree).sort(), 4, async (name) => {
  const local = { absolute: join(tree, name), shown: name, kind: 'folder' as const }
  const { sha256, bytes, body } = await packArtifact(packing, local, 'archive', true)
  await nodeFiles.write(join(out, `${name}.zip`), body instanceof Uint8Array ? body : body.read(0, bytes))
  return `${sha256}  ${name}.zip`
})
await nodeFiles.write(join(out, 'sha256'), `${digests.join('\n')}\n`)
await deflater.close()
rmSync(packing.folder, { recursive: true, force: true })
