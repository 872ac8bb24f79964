import { poll } from '../../core/pacing/poll.ts'
import type { RequiredCheck } from '../../core/ports/forge/checks.ts'
import type { Forge } from '../../core/ports/forge.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortCommit } from '../../core/text/short-digest.ts'

/** Which checks show that a commit was tested. */
export interface TestedBy {
  readonly branch: string
  /** Names of checks, besides those that the rules of the branch require. */
  readonly checks: readonly string[]
  readonly limitSeconds: number
}

/**
 * Waits until all required checks of a commit have passed.
 * @returns their names
 * @throws StageError `checks-missing` when nothing is required, `checks-failed`, and `checks-pending` when the time is over
 */
export async function requireTested(
  forge: Forge,
  commit: string,
  { branch, checks, limitSeconds }: TestedBy,
  { clock, signal, report }: Pick<Context, 'clock' | 'signal' | 'report'>,
): Promise<readonly string[]> {
  let last: readonly RequiredCheck[] = []
  const polling = { first: 5_000, longest: 30_000, limit: limitSeconds * 1_000 }
  const passed = await poll({ clock, signal }, polling, async () => {
    last = await wantedChecks(forge, { branch, commit, checks })
    if (last.length === 0) throw nothingRequired(branch, commit)
    const failed = last.filter(({ state }) => state === 'failed')
    if (failed.length > 0) throw failedChecks(failed, commit)
    const open = openOf(last)
    if (open.length > 0) report({ kind: 'progress', text: `waiting for ${namesOf(open)}` })
    return open.length === 0 ? last.map(({ name }) => name) : undefined
  })
  if (passed !== undefined) return passed
  throw new StageError(
    'checks-pending',
    `commit ${shortCommit(commit)} is not released yet: ${namesOf(openOf(last))} did not end within ${limitSeconds} s`,
    { hint: 'run again when they have passed' },
  )
}

async function wantedChecks(
  forge: Forge,
  { branch, commit, checks }: { branch: string; commit: string; checks: readonly string[] },
): Promise<readonly RequiredCheck[]> {
  const required = await forge.checks.required(branch, commit)
  const more = checks.filter((name) => required.every((check) => check.name !== name))
  if (more.length === 0) return required
  const states = new Map((await forge.checks.states(commit)).map((state) => [state.name, state]))
  return [...required, ...more.map((name) => states.get(name) ?? { name, state: 'missing' as const })]
}

function openOf(checks: readonly RequiredCheck[]): readonly RequiredCheck[] {
  return checks.filter(({ state }) => state === 'pending' || state === 'missing')
}

function namesOf(checks: readonly RequiredCheck[]): string {
  return checks.map(({ name, state }) => (state === 'missing' ? `${name} (not started)` : name)).join(', ')
}

function failedChecks(failed: readonly RequiredCheck[], commit: string): StageError {
  const [{ url } = { url: undefined }] = failed
  const names = failed.map(({ name }) => name).join(', ')
  return new StageError('checks-failed', `commit ${shortCommit(commit)} is not released: ${names} failed`, {
    hint: `mend it, and release the commit that passes${url === undefined ? '' : `; see ${url}`}`,
  })
}

function nothingRequired(branch: string, commit: string): StageError {
  return new StageError(
    'checks-missing',
    `nothing shows that commit ${shortCommit(commit)} was tested: branch ${branch} requires no checks`,
    {
      hint: next`require checks for ${branch}, name them with ${input('checks')}, or release what was not tested with ${input('allow-untested', true)}`,
    },
  )
}
