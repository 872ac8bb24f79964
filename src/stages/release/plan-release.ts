import type { Forge } from '../../core/ports/forge.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { readAt } from '../../delivery/releasing/release-files.ts'
import type { ReleasePlan, ReleaseRules } from '../../delivery/releasing/release-plan.ts'
import type { ChangelogOptions } from '../../delivery/versioning/changelog/release-entry.ts'
import { renderNotes } from '../../delivery/versioning/changelog/render-notes.ts'
import type { Change, Level } from '../../delivery/versioning/changes/change.ts'
import { readChangeNotes } from '../../delivery/versioning/changes/change-notes.ts'
import type { Unreleased } from '../../delivery/versioning/history/unreleased.ts'
import { nextVersion, type Wish } from '../../delivery/versioning/version/next-version.ts'

/** The plan of the next release with what its files need, or why there is none. */
export type PlannedRelease =
  | { readonly kind: 'nothing'; readonly why: string; readonly previous: string | undefined }
  | {
      readonly kind: 'release'
      readonly plan: ReleasePlan
      /** Names of the change notes that it uses up. */
      readonly used: readonly string[]
      readonly options: ChangelogOptions
    }

/**
 * Decides the next release of a line, and writes its notes. Nothing is changed.
 * @param forge knows the logins of authors; undefined leaves them out
 * @throws StageError of `nextVersion` and `readChangeNotes`
 */
export async function planRelease(
  {
    git,
    forge,
    rules,
    unreleased,
    wish,
  }: {
    git: GitRepository
    forge: Forge | undefined
    rules: ReleaseRules
    unreleased: Unreleased
    wish: Wish
  },
  { clock }: Pick<Context, 'clock'>,
): Promise<PlannedRelease> {
  const told = await toldChanges(git, rules, unreleased)
  const { line, contained, tags, commits, levelSincePrevious, releaseAs, previous } = unreleased
  const next = nextVersion({
    line,
    wish,
    contained,
    existing: tags.map(({ version }) => version),
    level: told.level,
    levelSincePrevious: rules.notes === undefined ? levelSincePrevious : told.level,
    commits,
    releaseAs,
  })
  if (next.kind === 'nothing') return { kind: 'nothing', why: whyNothing[next.why], previous: next.previous }
  const entry = {
    version: next.version,
    tag: next.tag,
    date: clock.now().toISOString().slice(0, 10),
    previousTag: previous?.tag,
    changes: told.changes,
  }
  const options = defined({ repository: forge?.url, logins: forge && (await loginsOf(forge, told.changes)) })
  const { version, tag, prerelease } = next
  const notes = renderNotes(entry, options)
  const plan = { version, tag, prerelease, previous: next.previous, head: unreleased.head, entry, notes }
  return { kind: 'release', plan, used: told.files, options }
}

const whyNothing = {
  'no-commits': 'there are no commits since the last release',
  'no-visible-changes': 'no change since the last release is one that users see',
} as const

async function toldChanges(
  git: GitRepository,
  { notes }: ReleaseRules,
  { head, changes, level }: Unreleased,
): Promise<{ changes: readonly Change[]; level: Level; files: readonly string[] }> {
  if (notes === undefined) return { changes, level, files: [] }
  return readChangeNotes(await notesAt(git, head, notes))
}

/** Change notes as the commit has them, so that a note which is not committed is not released. */
async function notesAt(git: GitRepository, commit: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await git.run(['ls-tree', '-z', '--name-only', commit, '--', `${folder}/`])
  const paths = new TextDecoder()
    .decode(stdout)
    .split('\0')
    .filter((path) => path.endsWith('.md'))
  const texts = await Promise.all(
    paths.map(async (path) => [path.slice(folder.length + 1), (await readAt(git, commit, path)) ?? ''] as const),
  )
  return new Map(texts)
}

async function loginsOf({ history }: Forge, changes: readonly Change[]): Promise<ReadonlyMap<string, string>> {
  const hashes = changes.flatMap(({ source }) => (source.kind === 'commit' ? [source.hash] : []))
  if (hashes.length === 0) return new Map()
  const origins = await history.origins(hashes)
  return new Map([...origins].flatMap(([hash, { login }]) => (login === undefined ? [] : [[hash, login] as const])))
}
