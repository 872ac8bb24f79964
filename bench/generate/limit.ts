import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The limit: does only what cannot be avoided. Reads every byte of a model, starts the given Python, if any, with the
 * modules for compiling, and writes the given `[path, text]` pairs.
 */
const [model, output, out, python] = process.argv.slice(2) as [string, string, string, string | undefined]
for (const entry of readdirSync(model, { recursive: true, withFileTypes: true }))
  if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name))
if (python !== undefined) spawnSync(python, ['-I', '-c', 'import ast, json, re'])
const folders = new Set<string>()
for (const [path, text] of JSON.parse(readFileSync(output, 'utf8')) as [string, string][]) {
  const folder = dirname(join(out, path))
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
  folders.add(folder)
  writeFileSync(join(out, path), text)
}
