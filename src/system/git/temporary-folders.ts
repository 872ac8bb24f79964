import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs the work in a new, empty folder, and always removes the folder afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const prefix = 'liftlock-git-'
/**
 * After this time, in milliseconds, the process has certainly ended. A younger folder may belong to a process that is
 * not visible here.
 */
const abandonedAfter = 15 * 60_000

/** Removes folders of runs that were killed; such a folder may hold a key. */
export function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^liftlock-git-(\d+)-/.exec(name)?.[1]
    if (owner === undefined) continue
    const folder = join(tmpdir(), name)
    try {
      const { mtimeMs, uid } = statSync(folder)
      const mine = uid === process.getuid?.()
      if (mine && Date.now() - mtimeMs > abandonedAfter && !isAlive(Number(owner)))
        rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another run removed it first.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
