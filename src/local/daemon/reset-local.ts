import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { poll } from '../../core/pacing/poll.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { clearEgress } from '../egress/read-egress.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { ownPaths } from '../own-paths.ts'
import { daemonPaths } from './daemon-record.ts'

type Address = Pick<LocalEnvironment, 'endpoint' | 'token'>

/** An executor that is being started again answers within this time. */
const executorMilliseconds = 3_000

/** Empties all accounts of the local AWS; the daemon keeps running. */
export async function resetLocal(home: string, local: Address): Promise<void> {
  // First of all, so that no action of a pipeline writes into an account that is empty already.
  await forgetPipelines(home, local)
  const answer = await post(local, '/_ministack/reset')
  if (!answer.ok) throw notEmptied(answer)
  await clearEgress(daemonPaths(home).egress)
}

/** An executor that does not run finds nothing at its next start: what it kept may be what ends it. */
async function forgetPipelines(home: string, local: Address): Promise<void> {
  const polling = { first: 50, longest: 200, limit: executorMilliseconds }
  await poll({ clock: nodeClock }, polling, async () => {
    const answer = await post(local, `${ownPaths.pipelines}/reset`)
    // A daemon of an older build has none.
    if (answer.ok || answer.status === 404) return true
    if (answer.status !== 503) throw notEmptied(answer)
    const { pipelines } = daemonPaths(home)
    for (const name of await readdir(pipelines).catch(() => []))
      await rm(join(pipelines, name), { recursive: true, force: true })
    return undefined
  })
}

async function post({ endpoint, token }: Address, path: string): Promise<Response> {
  const answer = await fetch(`${endpoint}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  })
  await answer.body?.cancel()
  return answer
}

function notEmptied({ status }: Response): StageError {
  return new StageError('local-unavailable', `the local AWS could not be emptied: HTTP ${status}`, {
    hint: next`run ${command('local down')}, then ${command('local up')}`,
  })
}
