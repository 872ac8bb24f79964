import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licence texts of every package that ended up in a bundle, sorted by name. */
export async function collectLicences(root: string, modules: readonly string[]): Promise<string> {
  const packages = new Set(
    modules
      .map((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(id)?.[0])
      .filter((path) => path !== undefined),
  )
  const texts = [...packages].map((path) => licenceOf(root, path)).sort()
  return `${[...new Set(texts)].join(`\n${'-'.repeat(80)}\n\n`)}`
}

function licenceOf(root: string, path: string): string {
  const folder = join(root, path)
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text =
    file && existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
      : ''
  return `${name} ${version} (${license})\n\n${text}\n`
}
