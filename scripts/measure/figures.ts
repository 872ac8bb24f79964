import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Arrow, circlesOf, upwardArrows } from './circles.ts'
import { importsOf, sourceFiles } from './imports.ts'

/** Figures of the source files below a folder, without tests. */
export interface Figures {
  readonly files: number
  readonly medianLines: number
  /** 90 per cent of the files have at most this many lines. */
  readonly p90Lines: number
  /** The largest file written by hand. Generated files say so in their first line. */
  readonly largest: { readonly file: string; readonly lines: number }
  /** Number per 1000 lines. */
  readonly tries: number
  /** Number of files in each folder, largest first. */
  readonly folders: readonly { readonly folder: string; readonly files: number }[]
  /** Imports between rooms that point up, against the layers. Dynamic imports do not count. */
  readonly upward: readonly Arrow[]
  /** Groups of files that import each other, type imports included. Dynamic imports do not count. */
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

/** The number of files directly in each folder, largest first. */
export function foldersOf(files: readonly string[]): Figures['folders'] {
  const counts = new Map<string, number>()
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  return [...counts].map(([folder, count]) => ({ folder, files: count })).sort((a, b) => b.files - a.files)
}

/** The median of a sorted list, or another quantile. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/**
 * The imports that point up, from file to file. A room is a folder of the second level, such as `src/delivery/plan`, or
 * a file beside such folders.
 */
function betweenRooms(imports: readonly Arrow[], folder: string): Arrow[] {
  const depth = folder.split('/').length + 2
  const roomOf = (file: string) => file.split('/').slice(0, depth).join('/')
  const between = imports.filter(([from, to]) => roomOf(from) !== roomOf(to))
  const rooms = new Set(upwardArrows(between.map(([from, to]) => [roomOf(from), roomOf(to)])).map(String))
  return between.filter(([from, to]) => rooms.has(String([roomOf(from), roomOf(to)])))
}
