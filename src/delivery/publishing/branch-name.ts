import type { GitRepository } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandText } from '../../core/text/command-line.ts'
import { textOf } from './git/git-answer.ts'
import { parentsOf } from './publication-plan.ts'

const prefix = 'refs/heads/'

/**
 * The branch that an input names. `refs/heads/main`, the form of `github.ref`, becomes `main`.
 * @throws StageError `input-invalid` for a reference that is not a branch
 */
export function parseBranch(input: string): string {
  const name = input.startsWith(prefix) ? input.slice(prefix.length) : input
  if (name === '' || name === 'HEAD' || /^(refs\/|-)/.test(name)) throw noBranch(input)
  return name
}

/**
 * @throws StageError `input-invalid` for names that git rejects, or reads as another branch (git-check-ref-format(1))
 */
export async function checkBranch(git: GitRepository, name: string): Promise<void> {
  const { exitCode, stdout } = await git.run(['check-ref-format', '--branch', name])
  if (exitCode !== 0 || textOf(stdout).trim() !== name) throw noBranch(name)
}

function noBranch(input: string): StageError {
  return new StageError('input-invalid', `input branch is ${JSON.stringify(input)}: expected the name of a branch`, {
    hint: 'give the name alone, such as main, or nothing for the default branch of the repository',
  })
}

/**
 * The references to request from a remote (git-ls-remote(1)), so that `refuseConflicts` sees those that prevent a new
 * branch.
 */
export function neighboursOf(branch: string): string[] {
  return [...parentsOf(branch), `${branch}/*`].map((name) => `${prefix}${name}`)
}

/** The references to request, so that `refuseConflicts` sees those that a push may mistake for a branch. */
export const mistakable = ['refs/heads/refs/*', 'refs/tags/refs/*', 'refs/refs/*', 'refs/remotes/refs/*']

/** A branch of a target. */
interface WantedBranch {
  /** Name of the target, for messages. */
  readonly place: string
  readonly branch: string
  readonly isNew: boolean
}

/**
 * Refuses branch names that no push can succeed with.
 * @param names references of the target
 * @throws StageError `push-refused` for a reference that git mistakes for the branch, `input-invalid` for an existing
 * branch that excludes the new one
 */
export function refuseConflicts(names: ReadonlySet<string>, { place, branch, isNew }: WantedBranch): void {
  const ref = `${prefix}${branch}`
  // Git also reads a full name as the end of a longer one (remote.c, count_refspec_match): the push goes there or
  // fails.
  const mistaken = [`refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`]
  const whenNew = [`refs/remotes/${ref}`, `refs/remotes/${ref}/HEAD`]
  const other = [...mistaken, ...(isNew ? whenNew : [])].find((name) => names.has(name))
  if (other !== undefined)
    throw new StageError('push-refused', `${place} has ${other}, which git mistakes for the branch ${branch}`, {
      hint: commandText`remove it there: git push <address> --delete ${other}`,
    })
  if (!isNew) return
  const above = parentsOf(branch).find((name) => names.has(`${prefix}${name}`))
  const below = [...names].find((name) => name.startsWith(`${ref}/`))?.slice(prefix.length)
  const beside = above ?? below
  if (beside !== undefined) throw notBeside(place, branch, beside)
}

/** Git may store a branch as a file where the other branch needs a folder. */
export function notBeside(place: string, branch: string, other: string): StageError {
  return new StageError(
    'input-invalid',
    `input branch is ${JSON.stringify(branch)}, and ${place} has a branch ${other}: git cannot keep both`,
    { hint: `give another name, or remove ${other} there` },
  )
}
