import { spawn } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { poll } from '../../core/pacing/poll.ts'
import type { Context } from '../../core/run/context.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { stateFolder } from '../../system/folders.ts'
import { nodeClock } from '../../system/node-clock.ts'
import type { LocalEnvironment } from '../local-environment.ts'
import { childEnd } from './child-end.ts'
import { daemonPaths, readRecord, writeRecord } from './daemon-record.ts'
import { waitForLock } from './exclusive-lock.ts'
import { findDaemon, type RunningDaemon } from './find-local.ts'
import { isRunning } from './process-group.ts'
import { sendOrigins } from './send-origins.ts'
import { endDaemon } from './stop-local.ts'
import { toolkitBuild } from './toolkit-build.ts'
import { toolkitCommand } from './toolkit-command.ts'

export interface EnsureLocalOptions {
  /** Enforce permissions. */
  readonly iam: boolean
  /** Let functions reach other hosts. */
  readonly egress: boolean
  /**
   * Origins whose web pages may call GraphQL. When left out, a running daemon keeps its own, and a new one has none.
   */
  readonly origins?: readonly string[] | undefined
  readonly context: Pick<Context, 'python' | 'report' | 'signal' | 'folders'>
  /** Its variables give the state folder; by default, the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv
  /** The bundled command line that runs it; by default, the one that this code is a part of, else the sources. */
  readonly bundle?: string | undefined
}

const startSeconds = 90
const patienceSeconds = 30
const commandSeconds = 180

/**
 * Finds the running local AWS of this user, or starts one that outlives this process. If the running one is of another
 * build or has other options, it is replaced, and its data is lost; a note says so. Origins change in the running one,
 * so that it keeps its data.
 * @throws StageError `python-missing`, `dependency-unavailable`, or `local-unavailable` with the end of the log
 */
export async function ensureLocal(options: EnsureLocalOptions): Promise<LocalEnvironment> {
  const { context } = options
  const home = stateFolder(options.environment ?? process.env)
  const python = await context.python()
  const lock = await waitForLock(daemonPaths(home).commandLock, commandSeconds, context.signal)
  try {
    const running = await findPatiently(home).catch((error: unknown) => {
      if (!(error instanceof StageError)) throw error
      context.report({
        kind: 'warning',
        text: `local AWS: started again, because ${error.message}; what it held is gone`,
      })
      return undefined
    })
    const reason = running && (await reasonToReplace(running, options))
    if (running && reason === undefined) return await withOrigins(home, running, options.origins)
    if (reason !== undefined)
      context.report({ kind: 'note', text: `local AWS: started again, because ${reason}; what it held is gone` })
    await endDaemon(home)
    return await start(home, python, { ...options, origins: options.origins ?? running?.environment.origins })
  } finally {
    await lock.release()
  }
}

/** A busy machine may answer late. As long as the daemon's processes live, waiting is better than losing its data. */
async function findPatiently(home: string): ReturnType<typeof findDaemon> {
  const polling = { first: 100, longest: 100, limit: patienceSeconds * 1000 }
  const answer = await poll({ clock: nodeClock }, polling, async () => {
    const daemon = await findDaemon(home)
    return daemon || !(await isAlive(home)) ? { daemon } : undefined
  })
  return answer?.daemon
}

/** Whether both processes of a ready daemon still run. */
async function isAlive(home: string): Promise<boolean> {
  const record = await readRecord(home)
  if (record?.status !== 'ready' || !record.emulator) return false
  return (await isRunning(record.supervisor)) && (await isRunning(record.emulator))
}

async function reasonToReplace(
  { build, environment }: RunningDaemon,
  { iam, egress, bundle }: EnsureLocalOptions,
): Promise<string | undefined> {
  const wanted = await toolkitBuild(bundle)
  if (build !== wanted) return `the running one belongs to another build of the toolkit (${build}, this is ${wanted})`
  if (environment.iam !== iam) return iam ? 'permissions are enforced now (iam)' : 'permissions are not enforced now'
  if (environment.egress !== egress)
    return egress ? 'functions may reach other hosts now (egress)' : 'functions may not reach other hosts now'
  return undefined
}

/** Sets new origins in all parts of a running daemon, and stores them in its record. */
async function withOrigins(
  home: string,
  { environment, ...record }: RunningDaemon,
  origins: readonly string[] | undefined,
): Promise<LocalEnvironment> {
  if (origins === undefined) return environment
  const changed = { ...environment, origins: await sendOrigins(environment, origins) }
  await writeRecord(home, { ...record, environment: changed })
  return changed
}

async function start(home: string, python: string, options: EnsureLocalOptions): Promise<LocalEnvironment> {
  const { iam, egress, origins = [], context, bundle } = options
  const { log } = daemonPaths(home)
  await mkdir(home, { recursive: true, mode: 0o700 })
  const file = await open(log, 'w', 0o600)
  const flags = [
    `--home=${home}`,
    `--python=${python}`,
    ...(iam ? ['--iam'] : []),
    ...(egress ? ['--egress'] : []),
    ...origins.map((origin) => `--origin=${origin}`),
  ]
  const program = toolkitCommand(context.folders.toolkit, bundle)
  const child = spawn(process.execPath, [...program, 'local', 'serve', ...flags], {
    cwd: home,
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
  })
  const started = { pid: child.pid, ended: childEnd(child) }
  child.unref()
  await file.close()
  try {
    return await becomesReady(home, started, context.signal)
  } catch (error) {
    await endDaemon(home)
    throw error
  }
}

interface StartedProcess {
  readonly pid: number | undefined
  readonly ended: Promise<unknown>
}

async function becomesReady(home: string, child: StartedProcess, signal: AbortSignal): Promise<LocalEnvironment> {
  let ended = false
  void child.ended.then(() => {
    ended = true
  })
  const polling = { first: 25, longest: 25, limit: startSeconds * 1000 }
  const answer = await poll({ clock: nodeClock, signal }, polling, async () => {
    const daemon = ended ? undefined : await findDaemon(home)
    return ended || daemon?.supervisor.pid === child.pid ? { daemon } : undefined
  })
  if (answer?.daemon) return answer.daemon.environment
  const { log } = daemonPaths(home)
  const said = /^liftlock: (.+)$/m.exec(await readFile(log, 'utf8').catch(() => ''))?.[1]
  const silence = ended ? 'ended while it started' : `was not ready after ${startSeconds} s`
  throw new StageError('local-unavailable', (ended && said) || `the local AWS ${silence}`, {
    hint: next`see ${log}, then run ${command('local up')} again`,
  })
}
