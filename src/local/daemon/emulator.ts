import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { poll } from '../../core/pacing/poll.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { packageRoot } from '../../system/package-root.ts'
import type { Isolation } from '../local-environment.ts'
import { ownPaths } from '../own-paths.ts'
import { childEnd } from './child-end.ts'
import { findNodes } from './find-nodes.ts'
import { freePort } from './free-port.ts'
import { readIsolation } from './isolation.ts'
import { killGroup } from './process-group.ts'
import { newSecret } from './secret.ts'

export interface EmulatorOptions {
  /** The `python` of a virtual environment with the packages of `runtime/requirements.txt`. */
  readonly python: string
  /** A folder for this emulator alone. It is made at the start, and `stop` removes it. */
  readonly folder: string
  readonly region: string
  /** Account of unsigned calls, twelve digits. */
  readonly account: string
  /** Enforce permissions, including those of functions (`AUTH=true`). */
  readonly iam: boolean
  /** False starts MiniStack without our corrections, to compare the two. */
  readonly corrected: boolean
  /** Preferred port; another free one is used if it is taken. */
  readonly preferredPort?: number | undefined
  /** Bearer token of the addresses below `/_liftlock/`; a random one by default. */
  readonly token?: string | undefined
  /** Secret access key of every account; a random one by default. */
  readonly secretAccessKey?: string | undefined
  /** Folder of the keys that sign tokens of user pools, readable by its owner only. Default: below `folder`. */
  readonly keys?: string | undefined
  /** Variables for the emulator and all of its functions. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/** A running MiniStack. Everything that it starts is in one process group. */
export interface Emulator {
  readonly endpoint: string
  readonly token: string
  /** Secret access key of every account; the access key id is the account. */
  readonly secretAccessKey: string
  readonly folder: string
  /** How functions are isolated from the user. */
  readonly isolation: Isolation
  /** Its process, which leads the process group of the same number. */
  readonly pid: number
  /** Resolves when its process has ended, for whatever reason. */
  readonly exited: Promise<unknown>
  /** Stops it with everything that it started, and removes its folder. May be called twice. */
  stop(): Promise<void>
}

const none: Isolation = { network: 'MiniStack as it is', files: 'MiniStack as it is' }
const bootSeconds = 60
const stopSeconds = 5

/**
 * Starts MiniStack on loopback. It gets an environment of its own, because functions inherit all its variables. If this
 * process dies without stopping it, the corrected emulator notices that its standard input closed, and stops.
 * @throws StageError `local-unavailable` with the end of its log when it does not answer
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  for (let attempt = 1; ; attempt += 1) {
    const emulator = await launch(options, await freePort(attempt === 1 ? options.preferredPort : undefined))
    if (await answers(emulator, options.corrected)) {
      if (!options.corrected) return { ...emulator, isolation: none }
      return { ...emulator, isolation: await readIsolation(emulator.endpoint, emulator.token) }
    }
    const log = await readFile(logOf(options.folder), 'utf8').catch(() => '')
    await emulator.stop()
    // Another process may have taken the port since the check.
    if (attempt < 4 && /already in use/i.test(log)) continue
    throw new StageError('local-unavailable', `the local AWS did not start: ${lastLine(log)}`, {
      hint: next`run ${command('local down')}, then ${command('local up')}`,
    })
  }
}

async function launch(options: EmulatorOptions, port: number): Promise<Omit<Emulator, 'isolation'>> {
  const temporary = join(options.folder, 'tmp')
  const keys = options.keys ?? join(options.folder, 'keys')
  await mkdir(temporary, { recursive: true, mode: 0o700 })
  await mkdir(keys, { recursive: true, mode: 0o700 })
  const token = options.token ?? randomBytes(16).toString('hex')
  const secretAccessKey = options.secretAccessKey ?? newSecret()
  const log = await open(logOf(options.folder), 'w')
  const child = spawn(options.python, programOf(options), {
    cwd: options.folder,
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    env: {
      PATH: [dirname(options.python), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: options.folder,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      // Otherwise, all users of this machine could read the keys below /tmp, and sign tokens as anyone.
      STATE_DIR: keys,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: options.region,
      MINISTACK_ACCOUNT_ID: options.account,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LIFTLOCK_LOCAL_TOKEN: token,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      LIFTLOCK_NODES: JSON.stringify(await findNodes()),
      ...(options.iam ? { AUTH: 'true' } : {}),
      ...options.environment,
    },
  })
  child.stdin?.on('error', () => {})
  const exited = childEnd(child)
  await log.close()
  const endpoint = `http://127.0.0.1:${port}`
  const { folder } = options
  const pid = child.pid ?? 0
  return { endpoint, token, secretAccessKey, folder, pid, exited, stop: () => stop(child, exited, folder) }
}

function programOf(options: EmulatorOptions): readonly string[] {
  return options.corrected ? [join(packageRoot(), 'runtime', 'ministack', 'start.py')] : ['-m', 'ministack']
}

/** Waits for the first healthy answer. False if the process ends first, or never answers. */
async function answers(emulator: Omit<Emulator, 'isolation'>, corrected: boolean): Promise<boolean> {
  let gone = false
  void emulator.exited.then(() => {
    gone = true
  })
  const address = `${emulator.endpoint}${corrected ? ownPaths.health : '/_ministack/health'}`
  const headers = { authorization: `Bearer ${emulator.token}` }
  const polling = { first: 25, longest: 25, limit: bootSeconds * 1000 }
  const healthy = await poll({ clock: nodeClock }, polling, async () => {
    if (gone) return false
    const answer = await fetch(address, { headers, signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    await answer?.body?.cancel()
    return gone ? false : answer?.ok || undefined
  })
  return healthy ?? false
}

async function stop(child: ChildProcess, exited: Promise<unknown>, folder: string): Promise<void> {
  if (child.pid !== undefined) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const grace = new AbortController()
    await Promise.race([exited, sleep(stopSeconds * 1000, undefined, { signal: grace.signal }).catch(() => {})])
    grace.abort()
    killGroup(child.pid)
    await exited
  }
  child.stdin?.destroy()
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

function logOf(folder: string): string {
  return join(folder, 'ministack.log')
}

function lastLine(log: string): string {
  return log.trim().split('\n').at(-1) || 'it said nothing'
}
