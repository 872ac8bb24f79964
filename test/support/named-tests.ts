import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/** A test that a page of the docs relies on. */
export interface NamedTest {
  /** Path from the root of the repository. */
  readonly file: string
  /** The beginning of its title, as it is written in the file. */
  readonly title: string
}

/**
 * The tests that a cell of a table names: `file`: title; title · `file`: title. A dash names none.
 * @throws Error for a part that names no test file
 */
export function namedTests(cell: string): readonly NamedTest[] {
  if (cell === '–') return []
  return cell.split(' · ').flatMap((part) => {
    const [, file, titles] = /^`([^`]+\.test\.ts)`: (.+)$/.exec(part) ?? []
    if (file === undefined) throw new Error(`${part} names no test file`)
    return titles!.split('; ').map((title) => ({ file, title }))
  })
}

/** Whether the file is there and has a test whose title begins so. */
export function isThere({ file, title }: NamedTest): boolean {
  const path = join(packageRoot(), file)
  return existsSync(path) && titlesOf(readFileSync(path, 'utf8')).some((found) => found.startsWith(title))
}

/** The titles of a test file, as they are written: the first text behind `test(` or behind the table of `test.each`. */
function titlesOf(text: string): readonly string[] {
  return [...text.matchAll(/\(\s*(['"`])((?:\\.|(?!\1).)*)\1,/g)].map(([, , title]) =>
    title!.replaceAll(/\\(['"`])/g, '$1').replace(/^\$\{name\}: /, ''),
  )
}
