import { expect, test } from '@jest/globals'
import { parseMessage, recordRef, renderMessage, renderRecord } from './publish-record.ts'

const record = {
  repository: 'acme/shop-model',
  model: '1'.repeat(40),
  folder: 'app/backend',
  tree: '2'.repeat(64),
}

test('both messages are read as what they were made of', () => {
  expect(parseMessage(renderMessage(record, 1, 2))).toEqual(record)
  const commit = '3'.repeat(40)
  expect(parseMessage(renderRecord({ ...record, folder: '', commit }, 'main'))).toEqual({
    ...record,
    folder: '',
    commit,
  })
  expect(renderRecord(record, 'main')).not.toContain('undefined')
})

test('server and folder of the model are said where it has them', () => {
  const placed = { ...record, modelServer: 'https://github.com', modelFolder: 'models/shop' }
  expect(parseMessage(renderMessage(placed, 1, 2))).toEqual(placed)
  expect(parseMessage(renderRecord(placed, 'main'))).toEqual(placed)
  expect(renderMessage({ ...record, modelFolder: '' }, 1, 2)).not.toMatch(/Liftlock-Model-/)
})

test.each([
  '',
  'A commit of a person',
  'Liftlock-Model: acme/shop-model@1234567\nLiftlock-Folder: .\nLiftlock-Tree: 2',
])('%j is not of a publication', (message) => {
  expect(parseMessage(message)).toBeUndefined()
})

test.each([
  ['control characters', { repository: 'acme/shop\u001b[2J' }],
  ['a C1 control character', { repository: 'acme/shop\u0085::warning' }],
  ['characters that turn the order of text', { repository: 'acme/\u202eshop' }],
  ['a name that leads out', { repository: '../../evil/x' }],
  ['a folder that leads out', { modelFolder: 'a/../../x' }],
  ['a folder that leads out, encoded', { modelFolder: 'a/%2e%2E/x' }],
  ['a folder that is an address', { modelFolder: 'https://evil.example/' }],
  ['a folder with more than a path', { modelFolder: 'a?b#c' }],
  ['a name without an end', { repository: 'a'.repeat(301) }],
])('a message with %s is of no publication', (_, members) => {
  expect(parseMessage(renderMessage({ ...record, ...members }, 1, 2))).toBeUndefined()
})

test('what stands in the place of a commit and is none is not taken over', () => {
  expect(parseMessage(renderRecord({ ...record, commit: '--upload-pack=x' }, 'main'))?.commit).toBeUndefined()
})

test('a branch and a folder never have the record of another', () => {
  const names = [
    ['main', ''],
    ['main', 'app'],
    ['main/app', ''],
    ['other', ''],
  ].map(([branch, folder]) => recordRef(branch!, folder!))
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^refs\/liftlock\/published\/[0-9a-f]{16}$/)
})
