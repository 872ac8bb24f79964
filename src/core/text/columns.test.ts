import { expect, test } from '@jest/globals'
import { columnsOf, cutToColumns } from './columns.ts'

test.each([
  ['', 0],
  ['plain', 5],
  ['Grüße', 5],
  ['日本語', 6],
  ['한글', 4],
  ['é', 1],
  ['🚀', 2],
  ['a\u200bb', 2],
  ['✓ done', 6],
])('%j takes %d columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test.each([
  ['plain', 5, 'plain'],
  ['plainly', 5, 'plai…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['日本', 1, '…'],
])('%j in %d columns is %j', (text, most, cut) => {
  expect(cutToColumns(text, most)).toBe(cut)
  expect(columnsOf(cut)).toBeLessThanOrEqual(most)
})
