import type { Forge } from '../../core/ports/forge.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import { readSection } from '../versioning/changelog/read-section.ts'
import type { VersionTag } from '../versioning/history/commit.ts'
import { tagOf } from '../versioning/release-line.ts'
import { isPrerelease, versionOrder } from '../versioning/version/version-order.ts'
import { readAt } from './release-files.ts'
import { isOpen, proposalBranch, readMarker, readProposedNotes, taggedBy, withoutOpenMark } from './release-marker.ts'
import type { PendingRelease, ReleaseRules } from './release-plan.ts'

/** Where to look for a release that is not finished. */
export interface PendingSearch {
  readonly forge: Forge
  readonly git: GitRepository
  readonly rules: ReleaseRules
  /** Newest commit of the branch that is looked at. */
  readonly head: string
  /** The highest version that the commit contains. */
  readonly previous: VersionTag | undefined
}

/**
 * A release whose commit is on the branch, but whose release page is not published: its pull request was merged, or an
 * earlier run was interrupted.
 */
export async function findPending(search: PendingSearch): Promise<PendingRelease | undefined> {
  return (await pendingPage(search)) ?? (await pendingProposal(search)) ?? (await pendingCommit(search))
}

/** The newest release has its tag, but an earlier run was interrupted before all was done that follows it. */
async function pendingPage({ forge, previous }: PendingSearch): Promise<PendingRelease | undefined> {
  if (previous === undefined) return undefined
  const { tag, version, commit } = previous
  const release = await forge.releases.find(tag)
  if (release === undefined || !isOpen(release.notes)) return undefined
  return { version, tag, commit, prerelease: isPrerelease(version), notes: withoutOpenMark(release.notes) }
}

/** The merged pull request of a release. Only branches of the repository itself count, so a fork cannot make one. */
async function pendingProposal({
  forge,
  git,
  rules,
  head,
  previous,
}: PendingSearch): Promise<PendingRelease | undefined> {
  const branch = proposalBranch(rules.line)
  const proposal = await forge.pullRequests.find(branch, { base: rules.branch, state: 'closed' })
  const marker = readMarker(proposal?.body ?? '')
  if (!proposal?.merged || proposal.mergeCommit === undefined || marker?.line !== rules.line.name) return undefined
  const { version } = marker
  const tag = tagOf(rules.line, version)
  if (previous !== undefined && versionOrder(version, previous.version) < 0) return undefined
  if (await isFinished(forge, tag)) return undefined
  const { status } = await forge.history.compare(proposal.mergeCommit, head)
  if (status !== 'ahead' && status !== 'identical') return undefined
  const commit = proposal.mergeCommit
  const notes = (await notesAt(git, rules, { commit, version })) ?? readProposedNotes(proposal.body) ?? ''
  const { sha } = proposal.head
  const pending = { version, tag, prerelease: isPrerelease(version), commit, notes }
  return { ...pending, proposal: { branch, sha, number: proposal.number } }
}

/**
 * The commit of a direct release. Anybody's message could have the trailer, so the commit may change nothing but what a
 * release changes.
 */
async function pendingCommit({
  forge,
  git,
  rules,
  head,
  previous,
}: PendingSearch): Promise<PendingRelease | undefined> {
  const range = previous === undefined ? head : `${previous.tag}..${head}`
  const format = [
    'log',
    '--first-parent',
    '--grep=^Liftlock-Release: ',
    '-n',
    '20',
    '-z',
    '--format=%H%n%B',
    range,
    '--',
  ]
  const { exitCode, stdout } = await git.run(format)
  if (exitCode !== 0) return undefined
  for (const record of new TextDecoder()
    .decode(stdout)
    .split('\0')
    .filter((text) => text !== '')) {
    const commit = record.slice(0, record.indexOf('\n'))
    const tag = taggedBy(record)
    const version = tag?.startsWith(rules.line.tagPrefix) ? tag.slice(rules.line.tagPrefix.length) : undefined
    if (tag === undefined || version === undefined || tagOf(rules.line, version) !== tag) continue
    if (!(await changesOnlyReleaseFiles(git, rules, commit)) || (await isFinished(forge, tag))) continue
    const notes = (await notesAt(git, rules, { commit, version })) ?? ''
    return { version, tag, prerelease: isPrerelease(version), commit, notes }
  }
  return undefined
}

async function changesOnlyReleaseFiles(git: GitRepository, rules: ReleaseRules, commit: string): Promise<boolean> {
  const { exitCode, stdout } = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-commit-id',
    '--root',
    commit,
  ])
  if (exitCode !== 0) return false
  const own = new Set([...rules.versionFiles.map(({ path }) => path), ...(rules.changelog ? [rules.changelog] : [])])
  const paths = new TextDecoder()
    .decode(stdout)
    .split('\0')
    .filter((path) => path !== '')
  return paths.every((path) => own.has(path) || (rules.notes !== undefined && path.startsWith(`${rules.notes}/`)))
}

async function notesAt(
  git: GitRepository,
  { changelog }: ReleaseRules,
  { commit, version }: { commit: string; version: string },
): Promise<string | undefined> {
  if (changelog === undefined) return undefined
  return readSection((await readAt(git, commit, changelog)) ?? '', version)
}

async function isFinished(forge: Forge, tag: string): Promise<boolean> {
  const release = await forge.releases.find(tag)
  return release !== undefined && !release.draft && !isOpen(release.notes)
}
