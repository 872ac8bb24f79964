import { resolve } from 'node:path'
import { packageRoot } from '../src/system/package-root.ts'
import { type Figures, figuresOf, quantile } from './measure/figures.ts'

/**
 * `npm run measure [-- <checkout> …]`: prints the figures of the source tree of each checkout, with one column for
 * each, and below the table the imports and circles of the last two rows. To compare two commits, make a worktree of
 * the older one.
 */
const checkouts = process.argv.length > 2 ? process.argv.slice(2) : [packageRoot()]
const measured = checkouts.map((checkout) => figuresOf(resolve(checkout), 'src'))

const rows: readonly (readonly [string, (figures: Figures) => string | number])[] = [
  ['files', ({ files }) => files],
  ['lines of a file, median', ({ medianLines }) => medianLines],
  ['lines of a file, 90th percentile', ({ p90Lines }) => p90Lines],
  ['largest file written by hand', ({ largest: { file, lines } }) => `${lines} (\`${file}\`)`],
  ['`try` per 1000 lines', ({ tries }) => tries.toFixed(1)],
  ['files of a folder, median', ({ folders }) => quantile(folders.map(({ files }) => files).reverse(), 0.5)],
  [
    'largest folders',
    ({ folders }) =>
      folders
        .slice(0, 4)
        .map(({ folder, files }) => `${files} (\`${folder}\`)`)
        .join(', '),
  ],
  ['imports between rooms that point up', ({ upward }) => upward.length],
  ['circles of files that import each other', ({ circles }) => circles.length],
]

console.log(`| |${checkouts.map((checkout) => ` ${checkout} |`).join('')}`)
console.log(`|---|${checkouts.map(() => '---:|').join('')}`)
for (const [name, cell] of rows) console.log(`| ${name} |${measured.map((figures) => ` ${cell(figures)} |`).join('')}`)
for (const [index, { upward, circles }] of measured.entries()) {
  if (upward.length + circles.length > 0) console.log(`\n${checkouts[index]}`)
  for (const [from, to] of upward) console.log(`- up: ${from} imports ${to}`)
  for (const circle of circles) console.log(`- circle: ${circle.join(', ')}`)
}
