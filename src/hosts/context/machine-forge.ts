import type { Clock } from '../../core/ports/clock.ts'
import type { Git } from '../../core/ports/git.ts'
import type { Http } from '../../core/ports/http.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type RepositoryName, readRepositoryName, repositoryOfRemote } from './repository-name.ts'

interface Surroundings {
  readonly environment: NodeJS.ProcessEnv
  /** The token that was given as an input. */
  readonly token: string | undefined
  readonly http: Http
  readonly clock: Clock
  readonly git: Git
  readonly signal: AbortSignal
  readonly report: (event: Report) => void
}

/**
 * GitHub for the stages of this run, by the token of the input, else by that of the environment (GitHub CLI, "gh help
 * environment"; there `GH_TOKEN` goes first, here the one that jobs know). Left out without a token.
 */
export function machineForge(surroundings: Surroundings): Pick<Context, 'forge'> {
  const { environment, http, clock, signal, report } = surroundings
  const token = surroundings.token || environment.GITHUB_TOKEN || environment.GH_TOKEN
  if (!token) return {}
  for (const value of [token, Buffer.from(`x-access-token:${token}`).toString('base64')])
    report({ kind: 'secret', value })
  return {
    async forge(given) {
      requireToken(token)
      const server = environment.GITHUB_SERVER_URL || 'https://github.com'
      const api = environment.GITHUB_API_URL || 'https://api.github.com'
      const repository = given === undefined ? await ownRepository(surroundings, server) : readRepositoryName(given)
      const { githubForge } = await import('../../github/github-forge.ts')
      return githubForge({ token, ...repository, api, server, http, clock, signal })
    },
  }
}

/** A token with other characters cannot be sent as a header; it is not shown. */
function requireToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return
  throw new StageError('input-invalid', 'the token for GitHub has characters that no token has, such as spaces', {
    hint: next`give ${input('github-token')} without quotes and line breaks`,
  })
}

async function ownRepository({ environment, git }: Surroundings, server: string): Promise<RepositoryName> {
  if (environment.GITHUB_REPOSITORY) return readRepositoryName(environment.GITHUB_REPOSITORY)
  const { exitCode, stdout } = await git.at('.').run(['config', '--get', 'remote.origin.url'])
  const remote = exitCode === 0 ? Buffer.from(stdout).toString().trim() : ''
  const repository = repositoryOfRemote(remote, new URL(server).hostname)
  if (repository !== undefined) return repository
  const host = new URL(server).hostname
  throw new StageError('input-missing', `no repository of ${host} is known: this folder has no such remote origin`, {
    hint: 'work in a clone of the repository, or set GITHUB_REPOSITORY to owner/name',
  })
}
