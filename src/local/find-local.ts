import { StageError } from '../core/stage-error.ts'
import { stateFolder } from '../system/folders.ts'
import { type DaemonRecord, readRecord } from './daemon-record.ts'
import type { LocalEnvironment } from './local-environment.ts'
import { isRunning } from './process-group.ts'

/**
 * The running local AWS of this user, or undefined when none answers.
 * @throws StageError `local-unavailable` when another build of the toolkit started it, and did not note what this one needs
 */
export async function findLocal(environment: NodeJS.ProcessEnv): Promise<LocalEnvironment | undefined> {
  const daemon = await findDaemon(stateFolder(environment))
  if (daemon && needed.some((name) => daemon.environment[name] === undefined))
    throw new StageError('local-unavailable', `another build of the toolkit started the local AWS (${daemon.build})`, {
      hint: 'run liftlock local up, which starts a new one; what this one holds is gone then',
    })
  return daemon?.environment
}

/** What was added to the record over time. */
const needed = ['secretAccessKey', 'origins', 'isolation'] as const

export type RunningDaemon = DaemonRecord & { readonly environment: LocalEnvironment }

/** The record of a daemon whose every part answers, or undefined. */
export async function findDaemon(home: string): Promise<RunningDaemon | undefined> {
  const record = await readRecord(home)
  if (record?.status !== 'ready' || !record.environment) return undefined
  const { environment } = record
  if (!(await isRunning(record.supervisor))) return undefined
  const health = await answer(`${environment.endpoint}/_liftlock/health`, environment.token)
  const appsync = await answer(`${environment.appsyncUrl}/_liftlock/health`, environment.token)
  return health?.ok && appsync ? { ...record, environment } : undefined
}

async function answer(address: string, token: string): Promise<Response | undefined> {
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    })
    await response.body?.cancel()
    return response
  } catch {
    return undefined
  }
}
