import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of this toolkit, which contains `templates/` and `runtime/`; the same for its sources and for `dist/`.
 * @throws Error when the checkout is incomplete
 */
export function packageRoot(): string {
  return ownPackage().folder
}

/** The version of this toolkit from its `package.json`. @throws Error when the checkout is incomplete */
export function packageVersion(): string {
  return ownPackage().version
}

function ownPackage(): { readonly folder: string; readonly version: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const { name, version = '' } = manifestOf(folder)
    if (name === 'liftlock') return { folder, version }
    if (folder === dirname(folder)) throw new Error(`no package.json of liftlock above ${import.meta.url}`)
  }
}

function manifestOf(folder: string): { readonly name?: string; readonly version?: string } {
  const manifest = join(folder, 'package.json')
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
}
