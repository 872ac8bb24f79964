import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licence texts of every package that ended up in a bundle; packages that share a text share it here too. */
export async function collectLicences(root: string, modules: readonly string[]): Promise<string> {
  const packages = new Set(
    modules
      .map((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(id)?.[0])
      .filter((path) => path !== undefined),
  )
  const byText = new Map<string, string[]>()
  for (const path of packages) {
    const { name, text } = licenceOf(join(root, path))
    byText.set(text, [...(byText.get(text) ?? []), name])
  }
  const blocks = [...byText].map(([text, names]) => `${names.sort().join('\n')}\n\n${text}\n`)
  return blocks.sort().join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceOf(folder: string): { name: string; text: string } {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  const text = file ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() : ''
  return { name: `${name} ${version} (${license})`, text }
}
