import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipArchive } from 'archiver'
import { packageRoot } from '../../src/system/package-root.ts'
import { builtEntries } from '../support/action-process.ts'
import { shopConfiguration } from './application.ts'

/** The archive with the toolkit and `liftlock.yml` that the guide of the rendered pipeline describes. */
export async function toolkitArchive(): Promise<Uint8Array> {
  const root = packageRoot()
  const archive = new ZipArchive({ zlib: { level: 1 } })
  archive.append(shopConfiguration('none'), { name: 'liftlock.yml' })
  archive.append(readFileSync(join(root, 'package.json')), { name: 'liftlock/package.json' })
  for (const [from, to] of [
    [builtEntries, 'dist'],
    [join(root, 'templates'), 'templates'],
  ] as const)
    for (const path of filesBelow(from))
      archive.append(readFileSync(path), { name: join('liftlock', to, relative(from, path)) })
  const bytes = buffer(archive)
  await archive.finalize()
  return bytes
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}
