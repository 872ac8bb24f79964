import { around, type Branch, type Place } from '../history/branches.ts'
import type { Commit } from '../history/commit.ts'
import type { Change, CommitSource, Level } from './change.ts'
import { conventional, type MessageChange, type ReadMessage, readMessage } from './conventional-message.ts'
import { higher, type Levels, levelOfChange } from './levels.ts'
import { readRevert } from './reverts.ts'
import { takenBack } from './taken-back.ts'

/** What was found in commits. */
export interface CollectedChanges {
  /** In the order of the commits. */
  readonly changes: readonly Change[]
  readonly level: Level
  readonly commits: number
  /** Commits without the form of a conventional commit; merges do not count. */
  readonly unconventional: number
  /** The newest trailer `Release-As:`. */
  readonly releaseAs: { readonly version: string; readonly commit: string } | undefined
}

/** What is remembered of a commit. */
interface Slot {
  readonly changes: readonly Change[]
  /** Set for a merge whose title counts only if none of its commits tells users anything. */
  readonly merged: Branch | undefined
  /** Whether a later commit takes it back. */
  gone: boolean
}

/**
 * Collects the changes of commits, which come with children before parents. So a commit that takes another one back comes
 * first, and both vanish when the other one comes. What is taken back by something that was taken back itself stays.
 */
export function changeCollector(levels: Levels): {
  take(commit: Commit, place: Place): void
  finish(): CollectedChanges
} {
  const slots: Slot[] = []
  const reverts = takenBack<Slot>()
  let commits = 0
  let unconventional = 0
  let releaseAs: CollectedChanges['releaseAs']
  return {
    take(commit, { branch, merged }) {
      commits += 1
      const read = readMessage(commit.message)
      const by = reverts.of(commit.hash, read.pullRequest ?? merged?.pullRequest)
      for (const slot of by) slot.gone = true
      if (by.length > 0 && merged !== undefined) merged.takenBack = true
      if (by.length > 0 || isTakenBack(branch)) return
      if (read.releaseAs !== undefined) releaseAs ??= { version: read.releaseAs, commit: commit.hash }
      const revert = readRevert(commit.message)
      const told = revert === undefined ? changesOf(read, levels) : [revert.change]
      if (told.length === 0 && merged === undefined) unconventional += 1
      const title = told.length === 0 && merged !== undefined ? titleOf(commit.message) : undefined
      const visible = (title === undefined ? told : [title]).filter((each) => levelOfChange(levels, each) !== 'none')
      if (visible.length === 0 && revert === undefined) return
      const source = sourceOf(commit, read, merged ?? branch)
      const changes = visible.map((each) => ({ ...withOwnTexts(each), source }))
      const slot = { changes, merged: title && merged, gone: false }
      if (revert !== undefined) reverts.add(revert.targets, slot)
      if (title === undefined) for (const each of around(branch)) each.told = true
      slots.push(slot)
    },
    finish() {
      const left = slots.filter(({ gone, merged }) => !gone && merged?.told !== true)
      const changes = left.flatMap((slot) => slot.changes)
      return { changes, level: highestLevel(levels, changes), commits, unconventional, releaseAs }
    },
  }
}

/** The highest level of changes. */
export function highestLevel(levels: Levels, changes: readonly MessageChange[]): Level {
  return changes.reduce<Level>((level, change) => higher(level, levelOfChange(levels, change)), 'none')
}

/** A part of a text keeps the whole output of git in memory, so what stays is copied. */
function withOwnTexts({ kind, scope, text, breaking }: MessageChange): MessageChange {
  return { kind: own(kind), scope: scope && own(scope), text: own(text), breaking: breaking && own(breaking) }
}

function own(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

function isTakenBack(branch: Branch | undefined): boolean {
  return [...around(branch)].some((each) => each.takenBack)
}

/**
 * The title stands for a squash. What its list has beyond that counts only where it raises the version more than the
 * title does, so that no release is too low.
 */
function changesOf({ change, squashed }: ReadMessage, levels: Levels): readonly MessageChange[] {
  if (change === undefined) return squashed
  const own = levelOfChange(levels, change)
  return [change, ...squashed.filter((each) => higher(own, levelOfChange(levels, each)) !== own)]
}

/** The title of the pull request, which GitHub puts below the subject of a merge. */
function titleOf(message: string): MessageChange | undefined {
  const [, title = ''] = /^\s*Merge [^\n]*\n\s*([^\n]+)/.exec(message) ?? []
  return conventional(title.trim())
}

function sourceOf(
  { hash, author }: Commit,
  { coAuthors, pullRequest }: ReadMessage,
  branch: Branch | undefined,
): CommitSource {
  return {
    kind: 'commit',
    hash: own(hash),
    authors: [...new Set([author, ...coAuthors])].filter((name) => name !== '').map(own),
    pullRequest: pullRequest ?? [...around(branch)].find((each) => each.pullRequest !== undefined)?.pullRequest,
  }
}
