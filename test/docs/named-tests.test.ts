import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { isThere, namedTests } from '../support/named-tests.ts'

type Row = readonly string[]

/** The rows of the table below a heading, without its head. */
function rowsBelow(page: string, heading: string): readonly Row[] {
  const text = readFileSync(join(packageRoot(), 'docs', page), 'utf8')
  const section = text.slice(text.indexOf(`\n## ${heading}`)).split('\n## ')[1]!
  return [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(' | ')).slice(1)
}

const checklist = rowsBelow('verified.md', 'The security checklist')
const faults = rowsBelow('verified.md', 'Faults')
const jobs = rowsBelow('verified.md', 'Jobs of a pipeline')
const threats = ['Who can write what', 'A second way in', 'The supply chain'].flatMap((heading) =>
  rowsBelow('threat-model.md', heading),
)

test('the tables have a line for every rule of the checklist, for every fault and for every job', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1))
  expect(checklist.map(([number]) => number)).toEqual(numbers(24))
  expect(faults.map(([number]) => number)).toEqual(numbers(22))
  expect(jobs.map(([number]) => number)).toEqual(numbers(11))
})

test.each([
  ['security checklist', checklist.map((row) => row[2]!), 40],
  ['table of faults', faults.map((row) => row[2]!), 50],
  ['table of jobs', jobs.map((row) => row[2]!), 20],
  ['threat model', threats.map((row) => row.at(-1)!), 50],
])('every test that the %s names is there, under this title', (_, cells, atLeast) => {
  const named = cells.flatMap(namedTests)
  expect(named.length).toBeGreaterThan(atLeast)
  expect(named.filter((each) => !isThere(each))).toEqual([])
})

test('a row without a test says what brings it', () => {
  const open = [...checklist, ...faults].filter((row) => row[2] === '–')
  expect(open.map(([number]) => number)).toEqual(['12', '17', '18', '16', '19'])
  expect(open.filter((row) => !row[3]!.includes('comes with'))).toEqual([])
})

test('a threat without a test says that it is open', () => {
  const open = threats.filter((row) => row.at(-1) === '–')
  expect(open.length).toBeGreaterThan(0)
  expect(open.filter((row) => !row.join().includes('**Open**'))).toEqual([])
})
