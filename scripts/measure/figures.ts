import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Arrow, circlesOf, upwardArrows } from './circles.ts'
import { importsOf, sourceFiles } from './imports.ts'

/** What can be counted of the source files below a folder, tests left out. */
export interface Figures {
  readonly files: number
  readonly medianLines: number
  /** Nine of ten files have at most as many lines. */
  readonly p90Lines: number
  /** Of the files that people write; those that a program made say so in their first line. */
  readonly largest: { readonly file: string; readonly lines: number }
  /** Per 1000 lines. */
  readonly tries: number
  /** Files in each folder that has any, most first. */
  readonly folders: readonly { readonly folder: string; readonly files: number }[]
  /** Imports between rooms that keep the rooms from standing on floors; what is loaded only when it is needed does not count. */
  readonly upward: readonly Arrow[]
  /** Groups of files that import each other, type imports included; what is loaded only when it is needed does not count. */
  readonly circles: readonly (readonly string[])[]
}

/** Counts the TypeScript and JavaScript files below a folder of a checkout. */
export function figuresOf(root: string, folder: string): Figures {
  const names = sourceFiles(root, folder)
  const files = names.map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return { file, text, lines: text.split('\n').length - 1 }
  })
  const lines = files.map((each) => each.lines).sort((a, b) => a - b)
  const byHand = files.filter(({ text }) => !/^\/\/ Made by /.test(text)).sort((a, b) => b.lines - a.lines)
  const known = new Set(names)
  const imports = names
    .flatMap((file) => importsOf(root, file))
    .filter(({ to, lazy }) => known.has(to) && !lazy)
    .map(({ from, to }): Arrow => [from, to])
  const total = lines.reduce((sum, each) => sum + each, 0)
  const tries = files.reduce((sum, { text }) => sum + (text.match(/\btry \{/g)?.length ?? 0), 0)
  return {
    files: files.length,
    medianLines: quantile(lines, 0.5),
    p90Lines: quantile(lines, 0.9),
    largest: { file: byHand[0]?.file ?? '', lines: byHand[0]?.lines ?? 0 },
    tries: (1000 * tries) / Math.max(total, 1),
    folders: foldersOf(names),
    upward: betweenRooms(imports, folder),
    circles: circlesOf(imports),
  }
}

/** How many files each folder holds, folders below it left out; most first. */
export function foldersOf(files: readonly string[]): Figures['folders'] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return [...counts].map(([folder, count]) => ({ folder, files: count })).sort((a, b) => b.files - a.files)
}

/** The middle of a sorted list, or whichever share of it. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/**
 * The imports that point up, from file to file. A room is a folder of the second level, such as `src/delivery/plan`, or a file beside
 * such folders.
 */
function betweenRooms(imports: readonly Arrow[], folder: string): Arrow[] {
  const depth = folder.split('/').length + 2
  const roomOf = (file: string) => file.split('/').slice(0, depth).join('/')
  const between = imports.filter(([from, to]) => roomOf(from) !== roomOf(to))
  const rooms = new Set(upwardArrows(between.map(([from, to]) => [roomOf(from), roomOf(to)])).map(String))
  return between.filter(([from, to]) => rooms.has(String([roomOf(from), roomOf(to)])))
}
