import { expect, test } from '@jest/globals'
import { readChangeNotes } from './change-notes.ts'

const read = (...notes: readonly string[]) =>
  readChangeNotes(new Map(notes.map((text, index) => [`note-${index}.md`, text] as const)))
const note = (kind: string, text = 'A plan is shown.') => `---\nkind: ${kind}\nscope: cli\n---\n${text}\n`

test('notes become changes, and the highest kind decides', () => {
  expect(read(note('fix'), note('feat', 'Carts\nhave gifts.'))).toEqual({
    changes: [
      { kind: 'fix', scope: 'cli', text: 'A plan is shown.', source: { kind: 'note', file: 'note-0.md' } },
      { kind: 'feat', scope: 'cli', text: 'Carts\nhave gifts.', source: { kind: 'note', file: 'note-1.md' } },
    ],
    level: 'minor',
    files: ['note-0.md', 'note-1.md'],
  })
  expect(read(note('change')).level).toBe('major')
  expect(read().level).toBe('none')
})

test('the README of the folder, and other files, are no notes', () => {
  expect(
    readChangeNotes(
      new Map([
        ['README.md', '# Notes'],
        ['config.json', '{}'],
      ]),
    ).files,
  ).toEqual([])
})

test.each([
  ['line ends of Windows', '\ufeff---\r\nkind: fix\r\n---\r\nA plan is shown.\r\n'],
  ['another order', '---\nscope: cli\nkind: fix\n---\nA plan is shown.'],
  ['a line in the text', '---\nkind: fix\n---\nA plan is shown.\n---\nmajor'],
])('a note with %s is read', (_, text) => {
  expect(read(text)).toMatchObject({
    level: 'patch',
    changes: [{ kind: 'fix', text: expect.stringContaining('A plan is shown.') }],
  })
})

test.each([
  ['nothing between lines', 'A plan is shown.', 'note-0.md: write kind'],
  ['an unknown kind', note('major'), 'note-0.md: major is not a kind'],
  ['the name of a member of all objects', note('constructor'), 'constructor is not a kind'],
  ['a kind twice', '---\nkind: fix\nkind: feat\n---\nText.', 'kind stands there twice'],
  ['another member', '---\nkind: fix\nlevel: major\n---\nText.', '"level: major" is neither kind nor scope'],
  ['no kind', '---\nscope: cli\n---\nText.', 'it has no kind'],
  ['no text', '---\nkind: fix\n---\n \n', 'it has no text'],
  ['too much', note('fix', 'x'.repeat(20_000)), 'more than 10000 characters'],
])('a note with %s is refused, and named', (_, text, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ reason: 'change-note-invalid', message: expect.stringContaining(message) }),
  )
})
