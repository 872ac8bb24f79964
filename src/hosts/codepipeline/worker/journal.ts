import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** A job that a worker has, so that another worker can hand it back after a crash. */
export interface JournalEntry {
  readonly job: string
  readonly pipeline: string
  readonly execution: string
  readonly stage: string
  readonly action: string
}

const text = z.string().max(200)
const entrySchema = z.object({ job: text, pipeline: text, execution: text, stage: text, action: text })

/** Milliseconds between two signs of life, and without one until an entry counts as left behind. */
export const journalTimes = { alive: 10_000, orphaned: 60_000 } as const

/**
 * The jobs of all workers that share a folder, one file each. A job is written before it is taken. Its worker renews
 * the time of the file; an old file is that of a worker that is gone.
 */
export interface Journal {
  /** Writes or replaces an entry. @param name the id of the attempt of the action */
  write(name: string, entry: JournalEntry): Promise<void>
  /** Says that the workers of these entries are alive. */
  renew(names: Iterable<string>): Promise<void>
  remove(name: string): Promise<void>
  /**
   * Entries that were left behind; each becomes the caller's, who removes it when the job was handed back.
   * @param onFailure hears of each file that cannot be read now; the others are taken all the same
   */
  takeOrphans(onFailure: (error: StageError) => void): Promise<readonly Orphan[]>
}

export interface Orphan {
  readonly entry: JournalEntry
  done(): Promise<void>
}

/** A folder of entries; it is made on first use. */
export function fileJournal(folder: string, clock: Clock): Journal {
  const fileOf = (name: string) => join(folder, `${name}.json`)
  return {
    async write(name, entry) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const draft = join(folder, `${name}.${randomUUID()}.draft`)
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(JSON.stringify(entry))
        await file.sync()
      } finally {
        await file.close()
      }
      await utimes(draft, clock.now(), clock.now())
      await rename(draft, fileOf(name))
    },
    async renew(names) {
      const now = clock.now()
      for (const name of names) await utimes(fileOf(name), now, now).catch(unlessAbsent)
    },
    remove: (name) => rm(fileOf(name), { force: true }),
    async takeOrphans(onFailure) {
      const failed = (error: unknown): undefined => {
        onFailure(journalFailure(error))
      }
      const names = await readdir(folder).catch((error: unknown) => {
        if (!isAbsent(error)) failed(error)
        return []
      })
      const orphans: Orphan[] = []
      for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
        const orphan = await takeOrphan(folder, name, clock).catch(failed)
        if (orphan !== undefined) orphans.push(orphan)
      }
      return orphans
    },
  }
}

/** Renames the file first, so that only one worker has it. */
async function takeOrphan(folder: string, name: string, clock: Clock): Promise<Orphan | undefined> {
  const path = join(folder, name)
  const taken = join(folder, `${name.split('.')[0]}.${randomUUID()}.json`)
  try {
    if (clock.now().getTime() - (await stat(path)).mtimeMs <= journalTimes.orphaned) return undefined
    await rename(path, taken)
    await utimes(taken, clock.now(), clock.now())
    const entry = parseOptionalRecord(await readFile(taken), entrySchema, {
      name: path,
      reason: 'file-unreadable',
      hint: 'nothing; it is removed',
    })
    const done = () => rm(taken, { force: true })
    if (entry !== undefined) return { entry, done }
    await done()
  } catch (error) {
    unlessAbsent(error)
  }
  return undefined
}

/** What the folder refused, such as ESTALE, EIO or EACCES of a shared one: it may work later. */
export function journalFailure(cause: unknown): StageError {
  const text = cause instanceof Error ? cause.message : String(cause)
  return new StageError('file-unreadable', `the journal: ${text}`, { cause })
}

/** Another worker was faster. */
function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
