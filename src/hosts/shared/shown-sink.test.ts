import { expect, test } from '@jest/globals'
import { inert } from './inert.ts'
import { jsonText } from './json-text.ts'
import { ownControl } from './own-control.ts'
import { paintFor } from './paint.ts'
import { shownSinks } from './shown-sink.ts'

function recorded() {
  const written: string[] = []
  const sink = { write: (text: string) => written.push(text) }
  return { sinks: shownSinks({ stdout: sink, stderr: { ...sink } }), text: () => written.join('') }
}

test('our own colours are written, those of data are shown by their code', () => {
  const { sinks, text } = recorded()
  const paint = paintFor({ FORCE_COLOR: '1' }, false)
  sinks.stdout.write(paint.red('a \u001b[32mgreen\u001b[0m') + ownControl('[K'))
  expect(text()).toBe('\u001b[31ma \\x1b[32mgreen\\x1b[0m\u001b[39m\u001b[K')
})

test('a mark of a command that comes in pieces is taken apart', () => {
  const { sinks, text } = recorded()
  for (const piece of ['a #', '#', '[error]b\n', ':', ':error::c\n']) sinks.stdout.write(piece)
  expect(text()).toBe('a ## [error]b\n: :error::c\n')
})

test('a stream is wrapped once, and all who write to it share its secrets', () => {
  const { sinks, text } = recorded()
  const again = shownSinks(sinks)
  again.mask.add('s3cret-of-the-stage')
  sinks.stderr.write('\u0007 s3cret-of-the-stage')
  expect(again.stderr).toBe(sinks.stderr)
  expect(text()).toBe('\\x07 ***')
})

test('JSON holds the same value, without a character or a mark that does something', () => {
  const value = {
    'a\u009b': '##[error] ##vso[x] \u001b[2J \u202e \u2028 \ufeff größe 👩‍🚀 \u{e0041} ::error::',
    list: ['##[', '#\u034f#[error]x', '##\ufe0f[error]x', '#\ue000#[error]x', '## [1.0.0]', '##[1.0.0]'],
  }
  const text = jsonText(value, 2)
  expect(JSON.parse(text)).toEqual(value)
  // What is written to a stream is looked at for marks once more, and has none left.
  expect(inert(text)).toBe(text)
  expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202e\u2028\ufeff]/u)
  expect(text).toContain('größe')
})
