import { expect, test } from '@jest/globals'
import { wholeRepository } from '../release-line.ts'
import { nextVersion, type VersionRequest } from './next-version.ts'

/** A request with one feature since 1.2.3. */
function request(changes: Partial<VersionRequest> = {}): VersionRequest {
  const contained = changes.contained ?? ['1.2.3']
  const level = changes.level ?? 'minor'
  return {
    line: wholeRepository,
    wish: { kind: 'by-changes' },
    contained,
    existing: contained,
    level,
    levelSincePrevious: level,
    commits: 1,
    ...changes,
  }
}

const versionOf = (changes: Partial<VersionRequest> = {}) => {
  const next = nextVersion(request(changes))
  return next.kind === 'nothing' ? next.why : next.version
}
const beta = { kind: 'prerelease', channel: 'beta' } as const

test.each([
  ['a breaking change', { level: 'major' }, '2.0.0'],
  ['a feature', { level: 'minor' }, '1.3.0'],
  ['a fix', { level: 'patch' }, '1.2.4'],
  ['nothing that users see', { level: 'none' }, 'no-visible-changes'],
  ['no commit', { commits: 0 }, 'no-commits'],
  ['a breaking change before 1.0.0', { contained: ['0.3.1'], level: 'major' }, '0.4.0'],
  ['a feature before 1.0.0', { contained: ['0.3.1'] }, '0.4.0'],
  [
    'a breaking change that may end 0.x',
    { contained: ['0.3.1'], level: 'major', rules: { breakingBeforeOne: 'major' } },
    '1.0.0',
  ],
  ['a feature as a patch of 0.x', { contained: ['0.3.1'], rules: { featureBeforeOne: 'patch' } }, '0.3.2'],
  ['the first release', { contained: [], level: 'none' }, '0.1.0'],
  ['the first release, as the rules say', { contained: [], rules: { first: '1.0.0' } }, '1.0.0'],
  ['a trailer', { releaseAs: { version: '3.0.0', commit: 'c0ffee' } }, '3.0.0'],
  ['a maintenance branch below a higher release', { existing: ['2.0.0', '1.2.3'], level: 'patch' }, '1.2.4'],
] as const)('%s leads to the version', (_, changes, version) => {
  expect(versionOf(changes)).toBe(version)
})

test.each([
  ['major', { kind: 'level', level: 'major' }, ['0.3.1'], '1.0.0'],
  ['minor', { kind: 'level', level: 'minor' }, ['1.2.3'], '1.3.0'],
  ['patch', { kind: 'level', level: 'patch' }, ['1.2.3'], '1.2.4'],
  ['patch of nothing', { kind: 'level', level: 'patch' }, [], '0.0.1'],
  ['an exact version', { kind: 'exact', version: '4.5.6' }, ['1.2.3'], '4.5.6'],
  ['an exact prerelease', { kind: 'exact', version: '2.0.0-rc.1' }, ['1.2.3'], '2.0.0-rc.1'],
] as const)('%s is what somebody gives, whatever the changes are', (_, wish, contained, version) => {
  expect(versionOf({ wish, contained: [...contained], level: 'none' })).toBe(version)
})

test('prereleases count up, and lead to the final release', () => {
  expect(versionOf({ wish: beta })).toBe('1.3.0-beta.1')
  const contained = ['1.3.0-beta.1', '1.2.3']
  expect(versionOf({ wish: beta, contained })).toBe('1.3.0-beta.2')
  expect(versionOf({ wish: { kind: 'prerelease', channel: 'rc' }, contained })).toBe('1.3.0-rc.1')
  expect(versionOf({ contained })).toBe('1.3.0')
  expect(versionOf({ contained, commits: 0 })).toBe('1.3.0')
})

test('a prerelease that only fixes something keeps the version that was announced', () => {
  const contained = ['2.0.0-beta.1', '1.2.3']
  expect(versionOf({ contained, level: 'patch' })).toBe('2.0.0')
  expect(versionOf({ wish: beta, contained, level: 'patch' })).toBe('2.0.0-beta.2')
})

test('a breaking change raises what a prerelease announced', () => {
  expect(versionOf({ wish: beta, contained: ['1.3.0-beta.4', '1.2.3'], level: 'major' })).toBe('2.0.0-beta.1')
})

test('a prerelease without anything new is nothing to release', () => {
  const contained = ['1.3.0-beta.1', '1.2.3']
  expect(versionOf({ wish: beta, contained, levelSincePrevious: 'none' })).toBe('no-visible-changes')
  expect(versionOf({ wish: beta, contained, commits: 0 })).toBe('no-commits')
})

test('a number that another branch took is passed over', () => {
  expect(versionOf({ wish: beta, existing: ['1.3.0-beta.1', '1.3.0-beta.10', '1.3.0-beta.9', '1.2.3'] })).toBe(
    '1.3.0-beta.11',
  )
})

test('the first release may be a prerelease', () => {
  expect(versionOf({ wish: beta, contained: [], level: 'none' })).toBe('0.1.0-beta.1')
})

test('the same release again is nothing to release, and the same commit may get a higher version', () => {
  expect(versionOf({ wish: { kind: 'exact', version: '1.2.3' }, commits: 0 })).toBe('no-commits')
  expect(versionOf({ wish: { kind: 'exact', version: '2.0.0' }, commits: 0 })).toBe('2.0.0')
})

test.each([
  ['one that exists elsewhere', { existing: ['1.3.0', '1.2.3'] }, 'version-taken', 'the tag v1.3.0 exists'],
  ['a lower one', { wish: { kind: 'exact', version: '1.2.2' } }, 'version-too-low', '1.2.2 is not above 1.2.3'],
  [
    'a lower channel',
    { wish: beta, contained: ['1.3.0-rc.1', '1.2.3'] },
    'version-too-low',
    '1.3.0-beta.1 is not above',
  ],
  ['a lower trailer', { releaseAs: { version: '1.0.0', commit: 'c0ffee' } }, 'version-too-low', '1.0.0 is not above'],
  [
    'a trailer without a version',
    { releaseAs: { version: 'next', commit: 'c0ffee' } },
    'input-invalid',
    'commit c0ffee',
  ],
  ['a prefix', { wish: { kind: 'exact', version: 'v2.0.0' } }, 'input-invalid', '"v2.0.0", which is no version'],
  ['build metadata', { wish: { kind: 'exact', version: '2.0.0+1' } }, 'input-invalid', '"2.0.0+1"'],
  ['a leading zero', { wish: { kind: 'exact', version: '2.00.0' } }, 'input-invalid', '"2.00.0"'],
  [
    'a channel of another form',
    { wish: { kind: 'prerelease', channel: 'a/b' } },
    'input-invalid',
    '"a/b" is no channel',
  ],
] as const)('%s is refused', (_, changes, reason, message) => {
  expect(() => nextVersion(request(changes))).toThrow(
    expect.objectContaining({ reason, message: expect.stringContaining(message) }),
  )
})
