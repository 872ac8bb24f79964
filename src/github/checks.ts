import type { CheckConclusion, CheckRun, CheckState, Checks, CommitStatus } from '../core/ports/forge/checks.ts'
import type { Branches } from '../core/ports/forge/repository.ts'
import type { Calls } from './calls/calls.ts'
import { checkRunsOf } from './check-runs.ts'

const mostDescription = 140
const mostStatuses = 2000

export function checksOf(calls: Calls, branches: Branches): Checks {
  const runs = checkRunsOf(calls)
  const statuses = (commit: string) => readStatuses(calls, commit)
  const states = async (commit: string) => [
    ...(await runs.list(commit)).map(stateOfRun),
    ...(await statuses(commit)).map(stateOfStatus),
  ]
  return {
    ...runs,
    setStatus: (commit, status) => setStatus(calls, commit, status),
    statuses,
    states,
    async required(branch, commit) {
      const { requiredChecks } = await branches.rules(branch)
      if (requiredChecks.length === 0) return []
      const known = await states(commit)
      return requiredChecks.map((name) => {
        const named = known.filter((each) => each.name === name)
        const worst = (['failed', 'pending', 'passed'] as const)
          .map((state) => named.find((each) => each.state === state))
          .find((each) => each !== undefined)
        return worst === undefined
          ? { name, state: 'missing' as const }
          : { name, state: worst.state, ...(worst.url !== undefined && { url: worst.url }) }
      })
    },
  }
}

/** The newest of a context counts, so that a repeated one changes nothing. */
async function setStatus(calls: Calls, sha: string, status: CommitStatus): Promise<void> {
  const { context, state, description, targetUrl } = status
  await calls.ask(
    {
      to: `set the status ${context} of ${sha}`,
      route: 'POST /repos/{owner}/{repo}/statuses/{sha}',
      given: {
        sha,
        context,
        state,
        ...(description !== undefined && { description: [...description].slice(0, mostDescription).join('') }),
        ...(targetUrl !== undefined && { target_url: targetUrl }),
      },
    },
    () => undefined,
  )
}

/** Statuses come newest first. */
async function readStatuses(calls: Calls, commit: string): Promise<readonly CommitStatus[]> {
  const all = await calls.list(
    {
      to: `list the statuses of ${commit}`,
      route: 'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
      given: { ref: commit },
    },
    { items: (data) => data, most: mostStatuses },
  )
  const newest = new Map<string, CommitStatus>()
  for (const { context, state, description, target_url: targetUrl } of all)
    if (!newest.has(context))
      newest.set(context, {
        context,
        state: state as CommitStatus['state'],
        ...(description && { description }),
        ...(targetUrl && { targetUrl }),
      })
  return [...newest.values()]
}

/** Conclusions that do not hold a merge back (GitHub Docs, "About status checks"). */
const passes: readonly (CheckConclusion | undefined)[] = ['success', 'neutral', 'skipped']

function stateOfRun({ name, status, conclusion, url }: CheckRun): CheckState {
  const ended = passes.includes(conclusion) ? 'passed' : 'failed'
  return { name, source: 'check', state: status === 'completed' ? ended : 'pending', url }
}

function stateOfStatus({ context, state, targetUrl }: CommitStatus): CheckState {
  const ended = state === 'success' ? 'passed' : 'failed'
  return {
    name: context,
    source: 'status',
    state: state === 'pending' ? 'pending' : ended,
    ...(targetUrl !== undefined && { url: targetUrl }),
  }
}
