import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { isThere, namedTests } from '../support/named-tests.ts'

const root = packageRoot()
const page = readFileSync(join(root, 'docs/compare.md'), 'utf8')
const rows = [...page.matchAll(/^\| ([CGPRE]\d+ \| .*) \|$/gm)].map(([, row]) => row!.split(' | '))
/** Number, feature, our cell, and a cell for each peer. */
const compared = rows.filter(({ length }) => length > 3)
/** Number, what there is of ours, tests. */
const proofs = rows.filter(({ length }) => length === 3)
const proofOf = new Map(proofs.map(([number, how, tests]) => [number, { how: how!, tests: tests! }]))

/** Inputs that a cell names in code, as `stage --input --input`, with the stage of each. */
function inputsOf(cell: string): readonly { stage: string; input: string }[] {
  return [...cell.matchAll(/`([a-z-]+)((?: --[a-z-]+)+)`/g)].flatMap(([, stage, inputs]) =>
    inputs!.split(' --').flatMap((input) => (input === '' ? [] : [{ stage: stage!, input }])),
  )
}

/** Whether an action has this input; `ship` and the other commands of the terminal have none. */
function isInput({ stage, input }: { stage: string; input: string }): boolean {
  const path = join(root, 'actions', stage, 'action.yml')
  if (!existsSync(path)) return stage === 'ship'
  return readFileSync(path, 'utf8').split('\noutputs:')[0]!.includes(`\n  ${input}:\n`)
}

test('every compared feature has one proof, and every number stands once', () => {
  const numbers = compared.map(([number]) => number)
  expect(numbers.length).toBeGreaterThan(90)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(proofs.map(([number]) => number).filter((number) => !number!.startsWith('E'))).toEqual(numbers)
  expect(proofOf.size).toBe(proofs.length)
})

test('a table has a cell for each of its columns', () => {
  const tables = page.split('\n\n').filter((block) => block.startsWith('| # '))
  expect(tables.length).toBeGreaterThan(10)
  for (const table of tables) {
    const widths = table.split('\n').map((line) => line.replace(/^\||\|$/g, '').split('|').length)
    expect(new Set(widths).size).toBe(1)
  }
})

test('every test that the comparison names is there, under this title', () => {
  const named = proofs.flatMap(([, , tests]) => namedTests(tests!))
  expect(named.length).toBeGreaterThan(90)
  expect(named.filter((each) => !isThere(each))).toEqual([])
})

test('a feature without a test is one that we lack, or is called untested', () => {
  const wrong = compared.filter(([number, , ours]) => {
    const lacks = /^no\b/.test(ours!)
    const isProven = proofOf.get(number)?.tests !== '–'
    return lacks ? isProven : !isProven && !ours!.includes('untested')
  })
  expect(wrong.map(([number]) => number)).toEqual([])
})

test('our cells say yes, no, or which part is there', () => {
  const words = compared.flatMap(([number, , ours]) => ours!.split(' / ').map((word) => `${number} ${word}`))
  expect(words.filter((word) => !/^\w+ (yes\b|no\b|partly: )/.test(word))).toEqual([])
})

test('every input that the comparison names is one of its action', () => {
  const named = proofs.flatMap(([, how]) => inputsOf(how!))
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((each) => !isInput(each))).toEqual([])
})
