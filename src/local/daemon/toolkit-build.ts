import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot, packageVersion } from '../../system/package-root.ts'

/**
 * Identifies this toolkit: its version, and a digest of the code of a daemon. A daemon of another build is replaced.
 * The names of the bundle's chunks contain their digests, so its entry represents all of them.
 * @param bundle the bundled command line that runs the daemon; undefined where the sources run it
 */
export async function toolkitBuild(bundle = bundledCommand()): Promise<string> {
  const root = packageRoot()
  const files = [join(root, 'runtime', 'requirements.txt')]
  for (const folder of [join(root, 'runtime', 'ministack'), join(root, 'runtime', 'isolation')]) {
    const sources = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.py')).sort()
    files.push(...sources.map((path) => join(folder, path)))
  }
  if (bundle !== undefined) files.push(bundle)
  const digest = createHash('sha256')
  for (const file of files) digest.update(file.slice(root.length)).update(await readFile(file))
  return `${packageVersion()}+${digest.digest('hex').slice(0, 12)}`
}

/** The bundled command line that this code is a part of; undefined where it runs from its sources. */
export function bundledCommand(): string | undefined {
  const own = fileURLToPath(import.meta.url)
  // The bundle's parts lie in `chunks/`, beside the command line.
  return basename(own) === 'toolkit-build.ts' ? undefined : join(dirname(own), '..', 'liftlock.js')
}
