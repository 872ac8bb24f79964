import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Works in an empty folder of its own, which is removed afterwards, whatever happens. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const prefix = 'liftlock-git-'
/** So old that its process has certainly ended, in milliseconds; a young one may belong to another process namespace. */
const abandonedAfter = 15 * 60_000

/** A run that was killed could not clean up; its folder may hold a key. */
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
      // Somebody else removed it first.
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
