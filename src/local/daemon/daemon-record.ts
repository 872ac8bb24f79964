import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseRecord } from '../../core/documents/stored-record.ts'
import { command, next } from '../../core/run/next-step.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { processIdentitySchema } from './process-group.ts'

const environmentSchema = z.looseObject({
  endpoint: z.string(),
  appsyncUrl: z.string(),
  token: z.string(),
  region: z.string(),
  accounts: z.object({ staging: z.string(), production: z.string() }),
  iam: z.boolean(),
  egress: z.boolean(),
  // Builds of the toolkit from before these did not write them: `findLocal` says so.
  secretAccessKey: z.string().optional(),
  origins: z.array(z.string()).optional(),
  isolation: z.object({ network: z.string().nullable(), files: z.string().nullable() }).optional(),
})

const recordSchema = z.object({
  status: z.enum(['starting', 'ready']),
  supervisor: processIdentitySchema,
  /** Leads the process group of everything that the emulator starts. */
  emulator: processIdentitySchema.exactOptional(),
  /** Of the toolkit that started it; another one starts its own. */
  build: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  environment: environmentSchema.transform((environment) => environment as LocalEnvironment).exactOptional(),
})

/** What the supervisor writes about itself into the state folder, so that everybody else finds and ends it. */
export type DaemonRecord = Readonly<z.output<typeof recordSchema>>

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

/** The record, or undefined when there is none. @throws StageError `local-unavailable` when it is damaged */
export async function readRecord(home: string): Promise<DaemonRecord | undefined> {
  const { record: name } = daemonPaths(home)
  const text = await readFile(name, 'utf8').catch(() => undefined)
  const hint = next`run ${command('local up')}, which starts a new one; what the running one holds is gone then`
  return text === undefined ? undefined : parseRecord(text, recordSchema, { name, reason: 'local-unavailable', hint })
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
