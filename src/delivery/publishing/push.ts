import type { GitRepository, GitRun } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { notBeside } from './branch-name.ts'
import { textOf } from './git/git-answer.ts'
import { gitFailure, type NamedRepository, wordsOf } from './git/git-failure.ts'
import { recordRefs } from './publish-record.ts'

/** `moved`: another push was faster, and nothing was pushed. */
export type PushResult = 'landed' | 'moved'

/** A branch, and its record, which is pushed with it. */
export interface Push {
  readonly branch: string
  /**
   * Whether the branch does not exist yet. It is then created; a branch that another push has created is left alone.
   */
  readonly isNew: boolean
  /** New commit of the branch; undefined keeps the branch. */
  readonly commit?: string | undefined
  readonly record: {
    readonly ref: string
    readonly commit: string
    /** The commit of the record when it was read; undefined when there was no record. */
    readonly seen: string | undefined
  }
}

/**
 * Pushes both together or neither. The branch is never forced: its new commit must follow the present one. The record
 * replaces only what was read before.
 * @throws StageError `branch-protected`, `push-refused`, `input-invalid` for a branch that git cannot store beside
 * another, and the errors of `gitFailure`
 */
export async function pushAtOnce(git: GitRepository, push: Push, place: NamedRepository): Promise<PushResult> {
  const { branch, isNew, commit, record } = push
  const pushed = await git.run([
    'push',
    '--porcelain',
    '--no-verify',
    '--atomic',
    `--force-with-lease=${record.ref}:${record.seen ?? ''}`,
    ...(commit !== undefined && isNew ? [`--force-with-lease=refs/heads/${branch}:`] : []),
    'origin',
    ...(commit === undefined ? [] : [`${commit}:refs/heads/${branch}`]),
    `${record.commit}:${record.ref}`,
  ])
  if (pushed.exitCode === 0) return 'landed'
  const refusals = refusalsOf(pushed)
  if (refusals.length === 0) throw noAtomicPush.test(pushed.stderr) ? notAtOnce(place) : gitFailure(pushed, place)
  if (refusals.some(({ words }) => lostRace.test(words)) && !lasting.test(allWords(pushed))) return 'moved'
  throw refused(refusals, pushed, push, place)
}

/** Why one reference was refused. */
interface Refusal {
  readonly ref: string
  readonly words: string
}

/**
 * Reads the lines that begin with `!` (git-push(1), "Output"). A reference that was only skipped because of the other
 * one says so. When both say so, git's own error gives the reason.
 */
function refusalsOf({ stdout, stderr }: GitRun): readonly Refusal[] {
  const lines = [...textOf(stdout).matchAll(/^!\t[^\t]*:([^\t:]+)\t(.*)$/gm)]
  const all = lines.map(([, ref = '', words = '']) => ({ ref, words }))
  const telling = all.filter(({ words }) => !/\(atomic (push|transaction) fail/i.test(words))
  return telling.length > 0 ? telling : all.map(({ ref, words }) => ({ ref, words: `${words} ${wordsOf(stderr)}` }))
}

/** Either our own git saw the conflict (`rejected`), or the server did when it took its locks. */
const lostRace =
  /\[rejected\]|cannot lock ref|failed to (update|lock) ref|reference already exists|but expected|incorrect old value/i

/**
 * Texts that look like a lost race although no other push was faster, and a retry would fail too (git,
 * refs/files-backend.c, lockfile.c).
 */
const lasting =
  /exists; cannot create|non-empty directory|at the same time|needs force|reference broken|name too long|permission denied|read-only file system|no space left|disk quota|input\/output error|not a directory/i

function allWords({ stdout, stderr }: GitRun): string {
  return `${textOf(stdout)}\n${stderr}`
}

const isProtected = /protected branch|GH006|GH013|rule violations|not allowed to push|protected ref/i

const noAtomicPush = /does not support --atomic/i

function refused(
  refusals: readonly Refusal[],
  pushed: GitRun,
  { branch, record }: Push,
  place: NamedRepository,
): StageError {
  const { stderr } = pushed
  const [, other, wanted] = /'refs\/heads\/([^']+)' exists; cannot create '([^']+)'/.exec(allWords(pushed)) ?? []
  if (other !== undefined && wanted === `refs/heads/${branch}`) return notBeside(place.name, branch, other)
  const ofBranch = refusals.find(({ ref }) => ref !== record.ref)
  if (ofBranch === undefined)
    return new StageError(
      'push-refused',
      `${place.name} refused ${record.ref}: ${refusals[0]?.words} (${wordsOf(stderr)})`,
      {
        hint: `this reference records the published model; allow this identity to write references below ${recordRefs}`,
      },
    )
  if (isProtected.test(`${ofBranch.words}\n${stderr}`))
    return new StageError('branch-protected', `${place.name}: branch ${branch} is protected (${wordsOf(stderr)})`, {
      hint: 'let this identity bypass the rule, or publish to another branch and merge it by a pull request',
    })
  return new StageError(
    'push-refused',
    `${place.name} refused the push to ${branch}: ${ofBranch.words} (${wordsOf(stderr)})`,
    {
      hint: 'this is the message of the remote; nothing was pushed',
    },
  )
}

function notAtOnce(place: NamedRepository): StageError {
  return new StageError('push-refused', `${place.name} cannot update two references together; nothing was pushed`, {
    hint: 'its server must accept atomic pushes (git does since 2.4, unless receive.advertiseAtomic is false)',
  })
}
