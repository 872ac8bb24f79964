import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { clearEgress } from '../egress/read-egress.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { daemonPaths } from './daemon-record.ts'

/** Empties all accounts of the local AWS; the daemon keeps running. */
export async function resetLocal(home: string, { endpoint, token }: LocalEnvironment): Promise<void> {
  const answer = await fetch(`${endpoint}/_ministack/reset`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  })
  if (!answer.ok)
    throw new StageError('local-unavailable', `the local AWS could not be emptied: HTTP ${answer.status}`, {
      hint: next`run ${command('local down')}, then ${command('local up')}`,
    })
  await clearEgress(daemonPaths(home).egress)
}
