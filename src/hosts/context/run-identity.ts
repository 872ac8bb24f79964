import { hostname, userInfo } from 'node:os'
import type { RunIdentity } from '../../core/run/run-identity.ts'

/**
 * Which run the process belongs to: a job of GitHub Actions (GitHub Docs, "Variables reference", default environment
 * variables), else this process on this machine.
 */
export function runIdentity(environment: NodeJS.ProcessEnv): RunIdentity {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_SERVER_URL } = environment
  if (environment.GITHUB_ACTIONS !== 'true' || !GITHUB_RUN_ID)
    return { host: 'terminal', id: `${hostname()}:${process.pid}`, ...actorOf(userName()) }
  const server = GITHUB_SERVER_URL || 'https://github.com'
  return {
    host: 'github',
    id: `${GITHUB_REPOSITORY}#${GITHUB_RUN_ID}.${GITHUB_RUN_ATTEMPT || '1'}`,
    // Whoever ran it again, where that is not the one who started it first.
    ...actorOf(environment.GITHUB_TRIGGERING_ACTOR || environment.GITHUB_ACTOR),
    url: `${server}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
  }
}

function actorOf(actor: string | undefined): { actor?: string } {
  return actor ? { actor } : {}
}

/** Undefined for a user that the machine has no name for, as in some containers. */
function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
