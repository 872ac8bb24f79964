import { expect, test } from '@jest/globals'
import type { Change } from '../changes/change.ts'
import { insertRelease } from './insert-release.ts'
import type { ReleaseEntry } from './release-entry.ts'

const change: Change = {
  kind: 'fix',
  scope: undefined,
  text: 'totals add up',
  breaking: undefined,
  source: { kind: 'note', file: 'a-b.md' },
}
const entry: ReleaseEntry = {
  version: '1.3.0',
  tag: 'v1.3.0',
  date: '2026-12-01',
  previousTag: 'v1.2.0',
  changes: [change],
}
const insert = (changelog: string | undefined, repository?: string) =>
  insertRelease(changelog, entry, { repository }).text
const section = '## 1.3.0 - 2026-12-01\n\n### Fixed\n\n- totals add up\n'

test.each([
  ['no changelog', undefined],
  ['an empty one', ''],
])('%s becomes one with the release', (_, changelog) => {
  expect(insert(changelog)).toBe(`# Changelog\n\n${section}`)
})

test.each([
  ['a title', '# Changes\n\nAll of them.\n', '', '# Changes\n\nAll of them.\n\n', ''],
  ['a release', '# Changes\n\n', '## 1.2.0\n\n-   by hand,  kept\n\n\n', '# Changes\n\n', ''],
  ['a release with a link', '', '## [1.2.0](x) (2020-01-01)\n\n* a\n', '# Changelog\n\n', ''],
  ['no line end', '# Changes', '', '# Changes\n\n', ''],
])('the section stands between what was there: %s', (_, before, after, start, end) => {
  expect(insert(before + after)).toBe(`${start}${section}${after === '' ? '' : '\n'}${after}${end}`)
})

test('the level of the other releases is taken', () => {
  expect(insert('# 1.2.0\n\ntext\n')).toBe(
    '# Changelog\n\n# 1.3.0 - 2026-12-01\n\n## Fixed\n\n- totals add up\n\n# 1.2.0\n\ntext\n',
  )
})

test('a release that is underlined is found', () => {
  expect(insert('1.2.0 / 2020-01-01\n==================\n\n * a\n')).toContain(
    '- totals add up\n\n1.2.0 / 2020-01-01\n====',
  )
})

test('the same release twice gives the same file, with what somebody changed in between', () => {
  const once = insert('# Changes\n\n## 1.2.0\n\ntext\n')
  const edited = once.replace('totals add up', 'Totals are right.')
  expect(insertRelease(edited, entry)).toEqual({ kind: 'exists', text: edited })
})

test('what stands below Unreleased moves into the release, and the heading stays', () => {
  const changelog = '# Changes\n\n## [Unreleased]\n\nBy hand.\n\n- x\n\n## 1.2.0\n\ntext\n'
  expect(insert(changelog)).toBe(
    '# Changes\n\n## [Unreleased]\n\n## 1.3.0 - 2026-12-01\n\nBy hand.\n\n- x\n\n### Fixed\n\n- totals add up\n\n## 1.2.0\n\ntext\n',
  )
})

test('headings in code and comments are none', () => {
  const hidden = '# Changes\n\n```md\n## 1.3.0\n```\n\n<!--\n## 1.3.0\n-->\n\n'
  expect(insert(`${hidden}## 1.2.0\n`)).toBe(`${hidden}${section}\n## 1.2.0\n`)
})

test('a heading that only mentions the version is no release', () => {
  expect(insertRelease('# Changes\n\n## Moving to 1.3.0\n', entry).kind).toBe('inserted')
})

test('line ends of Windows and the mark of UTF-8 stay', () => {
  const old = '\ufeff# Changes\r\n\r\n## 1.2.0\r\n\r\ntext\r\n'
  const text = insert(old)
  expect(text).toBe(`\ufeff# Changes\r\n\r\n${section.replaceAll('\n', '\r\n')}\r\n## 1.2.0\r\n\r\ntext\r\n`)
})

test('addresses at the end are kept in the form of Keep a Changelog', () => {
  const repository = 'https://github.com/acme/shop'
  const end = (from: string) => `[unreleased]: ${repository}/compare/${from}...HEAD\n`
  const old = `# Changes\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-01\n\n- x\n\n${end('v1.2.0')}[1.2.0]: ${repository}/releases/tag/v1.2.0\n`
  const text = insert(old, repository)
  expect(text).toContain('\n## [1.3.0] - 2026-12-01\n')
  expect(text).toContain(`- x\n\n${end('v1.3.0')}[1.3.0]: ${repository}/compare/v1.2.0...v1.3.0\n[1.2.0]: `)
})

test('without a repository, such addresses stay, and the heading needs none', () => {
  const old = '## [Unreleased]\n\n[unreleased]: https://example.com/compare/v1.2.0...HEAD\n'
  expect(insert(old)).toBe(`## [Unreleased]\n\n${section}\n[unreleased]: https://example.com/compare/v1.2.0...HEAD\n`)
})

test('releases one after another are read back in order', () => {
  const second = insertRelease(insert('# Changes\n'), {
    ...entry,
    version: '1.4.0',
    tag: 'v1.4.0',
    previousTag: 'v1.3.0',
  }).text
  expect([...second.matchAll(/^## (\S+)/gm)].map(([, version]) => version)).toEqual(['1.4.0', '1.3.0'])
})

test('a long changelog of one line takes no long time', () => {
  const start = performance.now()
  insert(`${'# '.repeat(200_000)}\n${'<!--'.repeat(100_000)}`)
  expect(performance.now() - start).toBeLessThan(2_000)
})
