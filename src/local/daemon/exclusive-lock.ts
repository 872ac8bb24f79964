import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import { poll } from '../../core/pacing/poll.ts'
import { again, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { findProcess, isRunning, type ProcessIdentity, processIdentitySchema } from './process-group.ts'

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>
}

/**
 * Takes a lock file for this process; undefined while another living process holds it. The file contains its holder and
 * the holder's start time, so the lock of a killed process counts as free.
 * @throws StageError `disk-full`, or `local-unavailable` when the folder cannot be written
 */
export async function tryLock(path: string): Promise<Lock | undefined> {
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const identity = await findProcess(process.pid)
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(own, JSON.stringify(identity))
  } catch (error) {
    throw unwritable(dirname(path), error as NodeJS.ErrnoException)
  }
  try {
    for (;;) {
      if (await linked(own, path)) return { release: () => release(path, identity!) }
      const state = await stateOf(path)
      if (state === 'held') return undefined
      if (state === 'stale') await removeStale(path, own)
    }
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Waits for the lock while its holder lives, up to the given time.
 * @throws StageError `local-unavailable` when the time is over
 */
export async function waitForLock(path: string, seconds: number, signal?: AbortSignal): Promise<Lock> {
  const polling = { first: 50, longest: 50, limit: seconds * 1000 }
  const lock = await poll({ clock: nodeClock, signal }, polling, () => tryLock(path))
  if (lock !== undefined) return lock
  const { pid = 'unknown' } = (await holderOf(path)) ?? {}
  throw new StageError('local-unavailable', `process ${pid} has held ${path} for more than ${seconds} s`, {
    hint: next`it starts or ends the local AWS: wait for it, or end it, and ${again}`,
  })
}

/** The process named in the file; undefined if it cannot be read. */
export async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const stored = { name: path, reason: 'local-unavailable', hint: undefined } as const
  return text === undefined ? undefined : parseOptionalRecord(text, processIdentitySchema, stored)
}

/** A link to a complete file either takes the name or fails, so a lock always names its holder. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes a lock whose holder is gone. Only the holder of a second lock may do so, after checking again. Otherwise, of
 * two processes that found the lock stale, the slower could remove the new lock of the faster.
 */
async function removeStale(path: string, own: string): Promise<void> {
  const breaking = `${path}.breaking`
  if (await linked(own, breaking)) {
    try {
      if ((await stateOf(path)) === 'stale') await rm(path, { force: true })
    } finally {
      await rm(breaking, { force: true })
    }
  } else if ((await stateOf(breaking)) === 'stale') {
    // Its holder was killed between two lines of the block above.
    await rm(breaking, { force: true })
  } else await sleep(5)
}

async function stateOf(path: string): Promise<'absent' | 'held' | 'stale'> {
  const holder = await holderOf(path)
  if (holder !== undefined) return (await isRunning(holder)) ? 'held' : 'stale'
  return existsSync(path) ? 'stale' : 'absent'
}

function unwritable(folder: string, error: NodeJS.ErrnoException): StageError {
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  return new StageError(full ? 'disk-full' : 'local-unavailable', `${folder} cannot be written: ${error.code}`, {
    hint: full ? 'make room and run again' : 'set LIFTLOCK_HOME to a folder that is yours',
    cause: error,
  })
}

async function release(path: string, own: ProcessIdentity): Promise<void> {
  const holder = await holderOf(path)
  if (holder?.pid === own.pid && holder.startTime === own.startTime) await rm(path, { force: true })
}
