import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProcess, isRunning, type ProcessIdentity } from './process-group.ts'

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>
}

/**
 * Takes a lock file for this process; undefined while another living process holds it.
 * The holder is written inside with its start time, so the lock of a process that was killed counts as free.
 */
export async function tryLock(path: string): Promise<Lock | undefined> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const identity = await findProcess(process.pid)
  await writeFile(own, JSON.stringify(identity))
  try {
    for (;;) {
      if (await linked(own, path)) return { release: () => release(path, identity!) }
      const holder = await holderOf(path)
      if (holder !== undefined && (await isRunning(holder))) return undefined
      await removeStale(path, holder)
    }
  } finally {
    await rm(own, { force: true })
  }
}

/** Waits for the lock as long as its holder lives, at most for the given time. @throws when the time is over */
export async function waitForLock(path: string, seconds: number, signal?: AbortSignal): Promise<Lock> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const lock = await tryLock(path)
    if (lock) return lock
    signal?.throwIfAborted()
    if (performance.now() > deadline) throw new Error(`${path} is held by another process for more than ${seconds} s`)
    await sleep(50)
  }
}

/** The process that is written inside, or undefined when there is none to be read. */
export async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity
  } catch {
    return undefined
  }
}

/** A link to a complete file either takes the name or fails: nobody ever sees a lock without its holder. */
async function linked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves the stale lock away before removing it, so that of two who find it only one removes it. */
async function removeStale(path: string, stale: ProcessIdentity | undefined): Promise<void> {
  const away = `${path}.stale.${randomBytes(4).toString('hex')}`
  try {
    await rename(path, away)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = await holderOf(away)
  // Somebody took the lock between our look and our move: give it back.
  if (moved && (moved.pid !== stale?.pid || moved.startTime !== stale.startTime)) await linked(away, path)
  await rm(away, { force: true })
}

async function release(path: string, own: ProcessIdentity): Promise<void> {
  const holder = await holderOf(path)
  if (holder?.pid === own.pid && holder.startTime === own.startTime) await rm(path, { force: true })
}
