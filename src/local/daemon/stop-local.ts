import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StageError } from '../../core/run/stage-error.ts'
import { clearEgress } from '../egress/read-egress.ts'
import { daemonPaths, readRecord, removeRecord } from './daemon-record.ts'
import { holderOf, waitForLock } from './exclusive-lock.ts'
import { readExecutorRecord } from './executor/executor-record.ts'
import { endGroup, isRunning } from './process-group.ts'

const commandSeconds = 120
/** Longer than the five seconds that the supervisor gives the emulator. */
const graceSeconds = 10

/** Stops the local AWS with everything that it started, even if a part of it was killed. @returns whether one ran */
export async function stopLocal(home: string): Promise<boolean> {
  const lock = await waitForLock(daemonPaths(home).commandLock, commandSeconds)
  try {
    return await endDaemon(home)
  } finally {
    await lock.release()
  }
}

/** The same for a caller that holds the command lock. */
export async function endDaemon(home: string): Promise<boolean> {
  const paths = daemonPaths(home)
  const record = await readRecord(home).catch(undefinedWhenDamaged)
  // A supervisor that was killed before its first record, or whose record is damaged, still has its lock.
  const supervisor = record?.supervisor ?? (await holderOf(paths.instanceLock))
  const ran = supervisor !== undefined && (await isRunning(supervisor))
  if (supervisor) await endGroup(supervisor, graceSeconds)
  if (record?.emulator) await endGroup(record.emulator, 0)
  const executor = await readExecutorRecord(home)
  if (executor?.process) await endGroup(executor.process, 0)
  await removeEmulatorFolders(home)
  await removeFolder(paths.pipelines)
  await rm(paths.executorRecord, { force: true })
  await removeRecord(home)
  await clearEgress(paths.egress)
  await rm(paths.instanceLock, { force: true })
  return ran
}

async function removeEmulatorFolders(home: string): Promise<void> {
  const names = await readdir(home).catch(() => [])
  for (const name of names.filter((name) => name.startsWith(daemonPaths(home).emulatorPrefix)))
    await removeFolder(join(home, name))
}

/** A process that is ending may still write there. */
function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

function undefinedWhenDamaged(error: unknown): undefined {
  if (!(error instanceof StageError)) throw error
}
