import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const line = `\n${'-'.repeat(80)}\n\n`
/** The end of the terms of the Apache License; the text after it differs between packages. */
const endOfTerms = 'END OF TERMS AND CONDITIONS'

/**
 * The licence texts of every package in a bundle. Packages with the same text, apart from white space, are listed
 * together, and the terms of the Apache License are printed once.
 */
export async function collectLicences(root: string, modules: readonly string[]): Promise<string> {
  const packages = new Set(
    modules
      .map((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(id)?.[0])
      .filter((path) => path !== undefined),
  )
  const shared = new Map<string, { readonly text: string; readonly names: string[] }>()
  const terms = new Map<string, string>()
  for (const path of [...packages].sort()) {
    const { name, text } = licenceOf(join(root, path))
    const own = withoutTerms(text, terms)
    const key = withoutBlanks(own)
    const known = shared.get(key)
    if (known) known.names.push(name)
    else shared.set(key, { text: own, names: [name] })
  }
  const blocks = [...shared.values()].map(({ text, names }) => `${names.sort().join('\n')}\n\n${text}\n`)
  return [...blocks.sort(), ...[...terms.values()].map((text) => `${text}\n`)].join(line)
}

/**
 * The text of one package, with a reference instead of the terms of the Apache License, which are printed at the end.
 */
function withoutTerms(text: string, terms: Map<string, string>): string {
  const end = text.indexOf(endOfTerms)
  const start = text.search(/^\s*Apache License$/m)
  if (end < 0 || start < 0 || start > end) return text
  const full = text.slice(start, end + endOfTerms.length).trim()
  const key = withoutBlanks(full)
  if (!terms.has(key)) terms.set(key, full)
  const number = [...terms.keys()].indexOf(key) + 1
  const reference = `[Apache License 2.0: the terms are at the end of this file${number > 1 ? `, form ${number}` : ''}]`
  return `${text.slice(0, start)}${reference}${text.slice(end + endOfTerms.length)}`.trim()
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, ' ')
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
