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
  // Older builds of the toolkit did not write these; `findLocal` reports that.
  secretAccessKey: z.string().optional(),
  origins: z.array(z.string()).optional(),
  isolation: z.object({ network: z.string().nullable(), files: z.string().nullable() }).optional(),
})

const recordSchema = z.object({
  status: z.enum(['starting', 'ready']),
  supervisor: processIdentitySchema,
  /** Leader of the process group of everything that the emulator starts. */
  emulator: processIdentitySchema.exactOptional(),
  /** The build of the toolkit that started it. Another build starts its own. */
  build: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  environment: environmentSchema.transform((environment) => environment as LocalEnvironment).exactOptional(),
})

/** What the supervisor stores about itself in the state folder, so that commands can find and stop it. */
export type DaemonRecord = Readonly<z.output<typeof recordSchema>>

/** The paths of the local AWS below its state folder. */
export function daemonPaths(home: string) {
  return {
    home,
    record: join(home, 'daemon.json'),
    /** The supervisor holds it as long as it lives. */
    instanceLock: join(home, 'daemon.lock'),
    /** A command holds it while it starts or stops the daemon. */
    commandLock: join(home, 'command.lock'),
    log: join(home, 'daemon.log'),
    egress: join(home, 'egress.jsonl'),
    authority: join(home, 'authority'),
    /** The key that signs MiniStack's tokens. It is kept, because making one takes time. */
    keys: join(home, 'keys'),
    /** Keys of user pools; removed with the daemon. */
    poolKeys: join(home, 'keys', 'cognito-pool-keys'),
    /** What the executor of pipelines keeps; removed with the daemon. */
    pipelines: join(home, 'pipelines'),
    /** What the supervisor says about the executor's process. */
    executorRecord: join(home, 'executor.json'),
    /** Each emulator has a folder of its own, with this prefix in its name. */
    emulatorPrefix: 'emulator-',
  }
}

/** Reads the record; undefined without one. @throws StageError `local-unavailable` when it is damaged */
export async function readRecord(home: string): Promise<DaemonRecord | undefined> {
  const { record: name } = daemonPaths(home)
  const text = await readFile(name, 'utf8').catch(() => undefined)
  const hint = next`run ${command('local up')}, which starts a new one; what the running one holds is gone then`
  return text === undefined ? undefined : parseRecord(text, recordSchema, { name, reason: 'local-unavailable', hint })
}

/** Replaces the record in one step. Only its owner may read it, because it contains a token. */
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
