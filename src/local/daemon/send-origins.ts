import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { ownPaths } from '../own-paths.ts'

/**
 * Sets the origins in both parts of a running local AWS, which keep their data.
 * @returns the origins that count now
 * @throws StageError `local-unavailable` when a part does not accept them
 */
export async function sendOrigins(
  { endpoint, appsyncUrl, token }: Pick<LocalEnvironment, 'endpoint' | 'appsyncUrl' | 'token'>,
  origins: readonly string[],
): Promise<readonly string[]> {
  const parts = [
    ['gateway', endpoint],
    ['AppSync adapter', appsyncUrl],
  ] as const
  for (const [part, address] of parts) await put(part, address, token, origins)
  return origins
}

async function put(part: string, address: string, token: string, origins: readonly string[]): Promise<void> {
  const answer = await fetch(`${address}${ownPaths.origins}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ origins }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw refusal(part, 'it does not answer', cause)
  })
  if (!answer.ok) {
    await answer.body?.cancel()
    throw refusal(part, answer.status === 404 ? 'it has no such address (HTTP 404)' : `HTTP ${answer.status}`)
  }
  const { origins: taken } = (await answer.json()) as { origins?: unknown }
  if (!Array.isArray(taken) || taken.length !== origins.length || !origins.every((origin) => taken.includes(origin)))
    throw refusal(part, 'it answered with others')
}

function refusal(part: string, why: string, cause?: unknown): StageError {
  return new StageError('local-unavailable', `the ${part} of the local AWS did not take the origins: ${why}`, {
    hint: next`run ${command('local down')}, then ${command('local up')} with the same flags; what it holds is gone then`,
    cause,
  })
}
