import type { GitRepository, GitRun } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { notBeside } from './branch-name.ts'
import { textOf } from './git/git-answer.ts'
import { gitFailure, type NamedRepository, wordsOf } from './git/git-failure.ts'
import { recordRefs } from './publish-record.ts'

/** `moved`: somebody else was faster, nothing was pushed. */
export type PushResult = 'landed' | 'moved'

/** A branch, and the record beside it that moves with it. */
export interface Push {
  readonly branch: string
  /** Whether there was no such branch; it is then made, and one that somebody else made is left alone. */
  readonly isNew: boolean
  /** Commit that the branch gets; undefined leaves the branch as it is. */
  readonly commit?: string | undefined
  readonly record: {
    readonly ref: string
    readonly commit: string
    /** What the record was at; undefined when there was none. */
    readonly seen: string | undefined
  }
}

/**
 * Pushes both as one, or nothing. The branch is never forced: what has its parent at the tip lands. The record goes over whatever was
 * seen there, and over nothing else.
 * @throws StageError `branch-protected`, `push-refused`, `input-invalid` for a branch beside one that git cannot keep with it, and what `gitFailure` finds
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

/** What became of one reference. */
interface Refusal {
  readonly ref: string
  readonly words: string
}

/**
 * What the lines that begin with `!` say (git-push(1), "Output"). A reference that was left out because of the other one says only that;
 * when both say so, git's own complaint tells why.
 */
function refusalsOf({ stdout, stderr }: GitRun): readonly Refusal[] {
  const lines = [...textOf(stdout).matchAll(/^!\t[^\t]*:([^\t:]+)\t(.*)$/gm)]
  const all = lines.map(([, ref = '', words = '']) => ({ ref, words }))
  const telling = all.filter(({ words }) => !/\(atomic (push|transaction) fail/i.test(words))
  return telling.length > 0 ? telling : all.map(({ ref, words }) => ({ ref, words: `${words} ${wordsOf(stderr)}` }))
}

/** Our own git saw it (`rejected`), or the other side did, when it took its locks. */
const lostRace =
  /\[rejected\]|cannot lock ref|failed to (update|lock) ref|reference already exists|but expected|incorrect old value/i

/** What git says beside the words of a lost race when nobody was faster, and trying again changes nothing (git, refs/files-backend.c, lockfile.c). */
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
        hint: `this reference says which model is published; let this identity write what begins with ${recordRefs}`,
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
      hint: 'the words are those of the repository; nothing was pushed',
    },
  )
}

function notAtOnce(place: NamedRepository): StageError {
  return new StageError('push-refused', `${place.name} cannot move two references as one; nothing was pushed`, {
    hint: 'its server has to take atomic pushes (git does since 2.4, unless receive.advertiseAtomic is false there)',
  })
}
