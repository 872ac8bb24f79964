import { expect, test } from '@jest/globals'
import type { Change } from '../changes/change.ts'
import type { ReleaseEntry } from './release-entry.ts'
import { renderChangelog } from './render-changelog.ts'
import { renderNotes } from './render-notes.ts'

const repository = 'https://github.com/acme/shop'
const hash = 'c0ffee1'.padEnd(40, '0')
const change = (kind: string, text: string, more: Partial<Change> = {}): Change => ({
  kind,
  scope: undefined,
  text,
  breaking: undefined,
  source: { kind: 'commit', hash, authors: ['Ada Lovelace'], pullRequest: undefined },
  ...more,
})
const entry = (...changes: readonly Change[]): ReleaseEntry => ({
  version: '2.0.0',
  tag: 'v2.0.0',
  date: '2026-12-01',
  previousTag: 'v1.2.0',
  changes,
})

test('notes have categories, links, authors, and a comparison', () => {
  const changes = [
    change('fix', 'totals add up', {
      scope: 'cart',
      source: { kind: 'commit', hash, authors: ['Ada', 'Bo'], pullRequest: 12 },
    }),
    change('feat', 'pay later', { breaking: 'the field `due` is gone' }),
    change('feat', 'gifts'),
    change('topic', 'own type'),
  ]
  const link = `[c0ffee1](${repository}/commit/${hash})`
  expect(renderNotes(entry(...changes), { repository, logins: new Map([[hash, 'ada-l']]) })).toBe(
    `### Breaking changes

- pay later (${link}) by @ada-l
  the field \`due\` is gone

### Added

- gifts (${link}) by @ada-l

### Fixed

- **cart:** totals add up ([#12](${repository}/pull/12), ${link}) by @ada-l, Bo

### Other changes

- own type (${link}) by @ada-l

**All changes**: [\`v1.2.0...v2.0.0\`](${repository}/compare/v1.2.0...v2.0.0)
`,
  )
})

test('a whole changelog has a section for each release', () => {
  const first = {
    ...entry(change('feat', 'all', { source: { kind: 'note', file: 'a-b.md' } })),
    version: '1.2.0',
    tag: 'v1.2.0',
    previousTag: undefined,
  }
  expect(renderChangelog([entry(change('fix', 'x')), first], { repository })).toBe(
    `# Changelog

## [2.0.0](${repository}/compare/v1.2.0...v2.0.0) - 2026-12-01

### Fixed

- x ([c0ffee1](${repository}/commit/${hash})) by Ada Lovelace

## [1.2.0](${repository}/releases/tag/v1.2.0) - 2026-12-01

### Added

- all
`,
  )
})

test('without a repository, nothing is a link', () => {
  expect(renderNotes(entry(change('fix', 'x of #1')))).toBe('### Fixed\n\n- x of `#1` (c0ffee1) by Ada Lovelace\n')
})

test('a name in a commit notifies nobody, whatever it is', () => {
  const authors = ['@octocat', 'x](https://evil.example) [', '<img src=x>', '<!-- -->', '\u202eevil']
  const notes = renderNotes(
    entry(change('fix', 'x', { source: { kind: 'commit', hash, authors, pullRequest: undefined } })),
  )
  expect(notes).toContain(
    'by `@octocat`, x\\](`https://evil.example)` \\[, &lt;img src=x&gt;, &lt;\\!-- --&gt;, \\\\u202eevil\n',
  )
})

test.each(['a/b', '@evil', 'x](y)', '-a', 'a'.repeat(60)])(
  'a sign-in name of another form is not mentioned: %s',
  (login) => {
    expect(renderNotes(entry(change('fix', 'x')), { logins: new Map([[hash, login]]) })).toContain('by Ada Lovelace')
  },
)

test('an address that is none of the web gives no links', () => {
  expect(renderNotes(entry(change('fix', 'x')), { repository: 'javascript:alert(1)' })).not.toContain('](')
})

test('tags with signs are encoded in addresses', () => {
  const notes = renderNotes(
    { ...entry(change('fix', 'x')), tag: 'a(b)@1.0.0', previousTag: 'a(b)@0.9.0' },
    { repository },
  )
  expect(notes).toContain(`${repository}/compare/a%28b%29%400.9.0...a%28b%29%401.0.0)`)
})

test('notes that are too long lose the least important changes, and say how many', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => change('fix', `fix ${index} ${'x'.repeat(200)}`))
  const notes = renderNotes(entry(...many, change('feat', 'gone', { breaking: 'it breaks' })), { repository })
  expect(notes.length).toBeLessThanOrEqual(120_000)
  expect(notes.length).toBeGreaterThan(119_000)
  expect(notes).toContain('it breaks')
  const left = Number(/And (\d+) more changes\.\n\n\*\*All changes/.exec(notes)![1])
  expect(left + notes.match(/^- /gm)!.length).toBe(3_001)
})
