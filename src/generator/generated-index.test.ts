import { expect, test } from '@jest/globals'
import { compareTrees, parseIndex, renderIndex } from './generated-index.ts'

test('each file on disk is known by what it was, is and should be', () => {
  const wanted = { same: '1', added: '1', changed: '2', edited: '1', clash: '1' }
  const former = { same: '1', changed: '1', edited: '1', orphan: '1', editedOrphan: '1' }
  const present = { same: '1', changed: '1', edited: '9', orphan: '1', editedOrphan: '9', foreign: '1', clash: '9' }
  expect(compareTrees(wanted, former, present)).toEqual({
    added: ['added'],
    changed: ['changed'],
    orphaned: ['orphan'],
    edited: ['edited', 'editedOrphan'],
    foreign: ['clash', 'foreign'],
  })
})

test('a file that already is what the model gives is fine, whoever wrote it', () => {
  expect(compareTrees({ a: '1' }, {}, { a: '1' })).toMatchObject({ foreign: [], added: [] })
})

const [one, two] = ['1'.repeat(64), '2'.repeat(64)]

test('the index reads back, sorted, and one that is not there is empty', () => {
  const text = renderIndex({ b: two, a: one })
  expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'))
  expect(parseIndex(text, 'app')).toEqual({ index: { a: one, b: two } })
  expect(parseIndex(undefined, 'app')).toEqual({ index: {} })
})
