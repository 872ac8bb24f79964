import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { mistakesOf, readNotes, scopes } from '../../scripts/changes.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const sentence = 'A plan names every resource that CloudFormation will replace.'
const note = (kind: string, scope: string, text = sentence) => `---\nkind: ${kind}\nscope: ${scope}\n---\n${text}\n`

test('every note that waits for a release is well formed', () => {
  expect([...readNotes()].flatMap(([name, text]) => mistakesOf(name, text))).toEqual([])
})

test('the note that the page shows is well formed', () => {
  const page = readFileSync(join(packageRoot(), '.changes', 'README.md'), 'utf8')
  const [, shown = ''] = /^```markdown\n(.*?)^```$/ms.exec(page) ?? []
  expect(shown).toContain(sentence)
  expect(mistakesOf('plan-shows-replacements.md', shown)).toEqual([])
})

test('a stage is a scope, and so is a room that users know', () => {
  expect(scopes).toEqual(expect.arrayContaining(['deploy', 'quality-gate', 'cli', 'local']))
})

test('a sentence may go over several lines, and a change may say in a second one what to do', () => {
  expect(mistakesOf('two-lines.md', note('fix', 'cli', 'A plan\nis shown.'))).toEqual([])
  expect(mistakesOf('new-name.md', note('change', 'deploy', 'The input is called b. Write b for a.'))).toEqual([])
})

test.each([
  ['no front matter', 'a-b.md', `${sentence}\n`, 'write kind, then scope'],
  ['no scope', 'a-b.md', `---\nkind: fix\n---\n${sentence}\n`, 'write kind, then scope'],
  ['a paragraph too many', 'a-b.md', note('fix', 'cli', `${sentence}\n\n${sentence}`), 'write kind, then scope'],
  ['no sentence', 'a-b.md', note('fix', 'cli', ''), 'it has no text'],
  ['another kind', 'a-b.md', note('chore', 'cli'), 'chore is not a kind'],
  ['another scope', 'a-b.md', note('fix', 'aws'), 'aws is not a scope'],
  ['a heading in small letters', 'a-b.md', note('fix', 'cli', 'plans are shown'), 'write a whole sentence'],
  ['two sentences', 'a-b.md', note('fix', 'cli', `${sentence} ${sentence}`), 'write one sentence'],
  ['many words', 'a-b.md', note('fix', 'cli', `A ${'long '.repeat(30)}one.`), 'at most 30 words'],
  ['a name of one word', 'note.md', note('fix', 'cli'), 'name the file after two words'],
])('a note with %s is found', (_, name, text, mistake) => {
  expect(mistakesOf(name, text).join('\n')).toContain(`${name}: `)
  expect(mistakesOf(name, text).join('\n')).toContain(mistake)
})
