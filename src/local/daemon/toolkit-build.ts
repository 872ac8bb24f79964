import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot, packageVersion } from '../../system/package-root.ts'

/**
 * Identifies this toolkit: its version, and a digest of the code of a daemon. A daemon of another build is replaced.
 * The names of the bundle's chunks contain their digests, so its entry represents all of them.
 */
export async function toolkitBuild(): Promise<string> {
  const root = packageRoot()
  const files = [join(root, 'runtime', 'requirements.txt')]
  for (const folder of [join(root, 'runtime', 'ministack'), join(root, 'runtime', 'isolation')]) {
    const sources = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.py')).sort()
    files.push(...sources.map((path) => join(folder, path)))
  }
  if (isBundled()) files.push(join(root, 'dist', 'liftlock.js'))
  const digest = createHash('sha256')
  for (const file of files) digest.update(file.slice(root.length)).update(await readFile(file))
  return `${packageVersion()}+${digest.digest('hex').slice(0, 12)}`
}

/** Whether this code runs from `dist/`, not from its sources. */
export function isBundled(): boolean {
  return fileURLToPath(import.meta.url).startsWith(join(packageRoot(), 'dist'))
}
