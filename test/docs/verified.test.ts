import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()
const page = readFileSync(join(root, 'docs/verified.md'), 'utf8')

/** The cells of the rows below a heading. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = page.slice(page.indexOf(`## ${heading}`)).split('\n## ')[0]!
  return [...section.matchAll(/^\| (\d+ \|.*) \|$/gm)].map(([, row]) => row!.split(' | '))
}

const rows = [...rowsBelow('The security checklist'), ...rowsBelow('Faults')]

/** Each named test with its file: `file`: title; title · `file`: title. */
const held = rows.flatMap(([number, , cell]) =>
  cell === '–'
    ? []
    : cell!.split(' · ').flatMap((part) => {
        const [, file, titles] = /^`([^`]+\.test\.ts)`: (.+)$/.exec(part) ?? []
        if (file === undefined) throw new Error(`row ${number}: ${part} names no test file`)
        return titles!.split('; ').map((title) => ({ number, file, title }))
      }),
)

test('the tables have a line for every rule of the checklist and for every fault', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))
  expect(rowsBelow('The security checklist').map(([number]) => number)).toEqual(numbers(24))
  expect(rowsBelow('Faults').map(([number]) => number)).toEqual(numbers(22))
})

test('every test that the tables name is there, under this title', () => {
  const missing = held.filter(({ file, title }) => {
    const path = join(root, file)
    return !existsSync(path) || !titlesOf(readFileSync(path, 'utf8')).some((found) => found.startsWith(title))
  })
  expect(held.length).toBeGreaterThan(90)
  expect(missing).toEqual([])
})

test('a row without a test says what brings it', () => {
  const open = rows.filter(([, , cell]) => cell === '–')
  expect(open.map(([number]) => number)).toEqual(['12', '17', '18', '24', '16', '19', '20', '22'])
  expect(open.filter(([, , , why]) => !/comes with|docs\/threat-model\.md/.test(why!))).toEqual([])
})

/** The titles of a test file, as they are written: the first text behind `test(` or behind the table of `test.each`. */
function titlesOf(text: string): string[] {
  return [...text.matchAll(/\(\s*(['"`])((?:\\.|(?!\1).)*)\1,/g)].map(([, , title]) =>
    title!.replaceAll(/\\(['"`])/g, '$1').replace(/^\$\{name\}: /, ''),
  )
}
