import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalEnvironment } from '../local-environment.ts'
import type { ProcessIdentity } from './process-group.ts'

/** What the supervisor writes about itself into the state folder, so that everybody else finds and ends it. */
export interface DaemonRecord {
  readonly status: 'starting' | 'ready'
  readonly supervisor: ProcessIdentity
  /** Leads the process group of everything that the emulator starts. */
  readonly emulator?: ProcessIdentity
  /** Of the toolkit that started it; another one starts its own. */
  readonly build: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly environment?: LocalEnvironment
}

/** Where the local AWS keeps what, below its state folder. */
export function daemonPaths(home: string) {
  return {
    home,
    record: join(home, 'daemon.json'),
    /** Held by the supervisor while it lives. */
    instanceLock: join(home, 'daemon.lock'),
    /** Held by a command that starts or ends the daemon. */
    commandLock: join(home, 'command.lock'),
    log: join(home, 'daemon.log'),
    egress: join(home, 'egress.jsonl'),
    authority: join(home, 'authority'),
    /** The key that MiniStack signs tokens with, kept because making one takes a while. */
    keys: join(home, 'keys'),
    /** Keys of user pools, which end with the daemon. */
    poolKeys: join(home, 'keys', 'cognito-pool-keys'),
    /** Each emulator has a folder of its own, with a name that begins so. */
    emulatorPrefix: 'emulator-',
  }
}

/** The record, or undefined when there is none that can be read. */
export async function readRecord(home: string): Promise<DaemonRecord | undefined> {
  try {
    return JSON.parse(await readFile(daemonPaths(home).record, 'utf8')) as DaemonRecord
  } catch {
    return undefined
  }
}

/** Replaces the record at once; it holds a token, so only its owner may read it. */
export async function writeRecord(home: string, record: DaemonRecord): Promise<void> {
  const path = daemonPaths(home).record
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`
  await mkdir(home, { recursive: true, mode: 0o700 })
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(record, undefined, 2)}\n`)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

export async function removeRecord(home: string): Promise<void> {
  await rm(daemonPaths(home).record, { force: true })
}
