import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** One import of a source file, type imports included. */
export interface Import {
  /** Path of the importing file, from the root. */
  readonly from: string
  /** Path of the imported file, from the root, or the name of the imported package. */
  readonly to: string
  /** Whether the import is dynamic (`import()`). */
  readonly lazy: boolean
}

/** The source files below a folder, without tests, as sorted paths from the root. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => /\.(ts|mjs)$/.test(name) && !/\.test\.ts$/.test(name) && !isForeign(parentPath))
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(root, join(parentPath, name)))
    .sort()
}

function isForeign(folder: string): boolean {
  return folder.split('/').includes('node_modules')
}

/** Every static and dynamic import of a file, and every export from another one. */
export function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = (pattern: RegExp, lazy: boolean) =>
    [...text.matchAll(pattern)].map(([, target = '']) => ({ from: file, to: pathOf(root, file, target), lazy }))
  return [
    ...found(/(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\{[^}]*\}[^'"\n]*)?['"]([^'"]+)['"]/g, false),
    ...found(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g, true),
  ]
}

function pathOf(root: string, file: string, target: string): string {
  return target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target
}
