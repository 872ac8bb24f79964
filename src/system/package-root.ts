import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of this toolkit, from its sources and from `dist/` alike: where `templates/` and `runtime/` lie.
 * @throws Error when the checkout is incomplete
 */
export function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'liftlock') return folder
    if (folder === dirname(folder)) throw new Error(`no package.json of liftlock above ${import.meta.url}`)
  }
}
