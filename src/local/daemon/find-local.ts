import type { HttpAnswer } from '../../core/ports/http.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { stateFolder } from '../../system/folders.ts'
import { nodeHttp } from '../../system/node-http.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { ownPaths } from '../own-paths.ts'
import { type DaemonRecord, readRecord } from './daemon-record.ts'
import { isRunning } from './process-group.ts'

/**
 * Finds the running local AWS of this user; undefined when none answers.
 * @throws StageError `local-unavailable` when another build of the toolkit started it, and its record lacks what this
 * build needs
 */
export async function findLocal(environment: NodeJS.ProcessEnv): Promise<LocalEnvironment | undefined> {
  const daemon = await findDaemon(stateFolder(environment))
  if (daemon && needed.some((name) => daemon.environment[name] === undefined))
    throw new StageError('local-unavailable', `another build of the toolkit started the local AWS (${daemon.build})`, {
      hint: next`run ${command('local up')}, which starts a new one; what this one holds is gone then`,
    })
  return daemon?.environment
}

/** Members that later builds added to the record. */
const needed = ['secretAccessKey', 'origins', 'isolation'] as const

export type RunningDaemon = DaemonRecord & { readonly environment: LocalEnvironment }

/** The record of a daemon if all of its parts answer; else undefined. */
export async function findDaemon(home: string): Promise<RunningDaemon | undefined> {
  const record = await readRecord(home)
  if (record?.status !== 'ready' || !record.environment) return undefined
  const { environment } = record
  if (!(await isRunning(record.supervisor))) return undefined
  const parts = [environment.endpoint, environment.appsyncUrl]
  const [gateway, appsync] = await Promise.all(parts.map((address) => answer(address, environment.token)))
  return gateway?.status === 200 && appsync ? { ...record, environment } : undefined
}

/** Uses `node:http`, because `fetch` takes 40 ms to load. */
async function answer(address: string, token: string): Promise<HttpAnswer | undefined> {
  const url = `${address}${ownPaths.health}`
  const headers = { authorization: `Bearer ${token}` }
  return nodeHttp.request({ method: 'GET', url, headers, timeoutMilliseconds: 5_000 }).catch(() => undefined)
}
