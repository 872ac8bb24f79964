import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../../system/package-root.ts'
import { endGroup } from '../../../system/process-group.ts'
import type { Isolation } from '../../local-environment.ts'
import { exportScript } from './export-script.ts'
import { readLines } from './line-reader.ts'
import { readOwnText } from './own-text.ts'
import type { Programs } from './program-path.ts'

/** What starts sessions. */
export interface BuildHost {
  /** Python of the emulator, which also confines its functions. */
  readonly python: string
  /** Ports of 127.0.0.1 that commands reach. */
  readonly ports: readonly number[]
  /** The certificate that stands for other hosts, where they are recorded or open. */
  readonly authority?: string | undefined
  readonly programs: Programs
}

export interface SessionOptions {
  /** Nobody else uses it. It gets `plan`, which commands do not see, and `scripts`; the rest is theirs. */
  readonly folder: string
  /** Folder in which the first command runs, below `folder`. */
  readonly start: string
  readonly onLine: (line: string) => void
  /** Ends everything at once. */
  readonly signal: AbortSignal
}

/** A session that is being prepared while its files and variables are still on their way. */
export interface PreparedSession {
  /** Starts its shell. May be called once. @throws Error when it does not start */
  begin(shell: 'sh' | 'bash', environment: Readonly<Record<string, string>>): Promise<Session>
  /** Ends everything that was started, if something was. */
  end(): Promise<void>
}

/**
 * Commands that run one after the other as in one shell. Each has a process of its own, which begins with what the one
 * before left: folder, variables, functions and options. So `exit` ends a command and not the session, as on CodeBuild
 * (its local agent runs a script for each command).
 */
export interface Session {
  /** What separates them from the user here. */
  readonly isolation: Isolation
  /** Runs a command, and gives its exit code. @throws Error when the session ended by itself */
  run(command: string): Promise<number>
  /** The exported variables of these names; without the ones that are not there. */
  exported(names: readonly string[]): Promise<Readonly<Record<string, string>>>
}

/** Hosts that have confined a session in every way: the next one need not try that first. */
const confining = new WeakSet<BuildHost>()

/** More than output variables may hold. */
const exportedBytes = 1_048_576

/** Characters of what the launcher says that are kept. */
const mostSaid = 4000

/** Prepares a session, isolated as far as functions are. */
export async function prepareSession(host: BuildHost, options: SessionOptions): Promise<PreparedSession> {
  const { folder, signal, onLine } = options
  const [plan, scripts] = [join(folder, 'plan'), join(folder, 'scripts')]
  await mkdir(plan, { recursive: true, mode: 0o700 })
  await mkdir(scripts, { recursive: true, mode: 0o700 })
  const own = join(packageRoot(), 'runtime', 'ministack', 'session')
  for (const name of ['loop', 'in-bash', 'in-sh']) await copyFile(join(own, `${name}.sh`), join(scripts, name))
  signal.throwIfAborted()

  const marker = `liftlock-${randomBytes(16).toString('hex')}`
  const child = spawn(host.python, launcherArguments(host, folder, plan, [marker, scripts]), {
    cwd: options.start,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      HOME: plan,
      TMPDIR: plan,
      LANG: 'C.UTF-8',
      ...(host.authority !== undefined && { SSL_CERT_FILE: host.authority }),
    },
  })
  const kill = () => endGroup(child.pid)
  let ended = false
  let waiting: { readonly resolve: (code: number) => void; readonly reject: (error: Error) => void } | undefined
  let said = ''
  const started = waiter<Isolation>()
  const closed = new Promise<void>((resolve) => {
    const end = (error?: Error) => {
      ended = true
      signal.removeEventListener('abort', kill)
      const why = error ?? new Error(`the commands ended by themselves${said === '' ? '' : `: ${said.trim()}`}`)
      started.reject(why)
      waiting?.reject(why)
      resolve()
    }
    child.once('error', end)
    child.once('exit', kill)
    child.once('close', () => end())
  })
  signal.addEventListener('abort', kill, { once: true })
  const [input, output, messages, lifeline] = child.stdio as unknown as [
    NodeJS.WritableStream,
    NodeJS.ReadableStream,
    NodeJS.ReadableStream,
    NodeJS.WritableStream,
  ]
  for (const each of [input, lifeline]) each.on('error', () => {})
  const lines = readLines(marker, onLine, (rest) => {
    waiting?.resolve(Number(rest.split(' ')[1]))
    waiting = undefined
  })
  output.on('data', lines.write)
  output.on('end', lines.end)
  messages.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-mostSaid)
    const answer = /^\{"network".*\}$/m.exec(said)?.[0]
    if (answer === undefined) return
    said = said.replace(`${answer}\n`, '')
    started.resolve(JSON.parse(answer) as Isolation)
  })

  const run = async (command: string): Promise<number> => {
    signal.throwIfAborted()
    if (ended) throw new Error('the session has ended')
    const name = `command-${randomBytes(8).toString('hex')}`
    // A command before may have put a link in the place of a name that it can guess.
    await writeFile(join(scripts, name), `${command}\n`, { flag: 'wx' })
    return await new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      input.write(`${name}\n`)
    })
  }
  return {
    async begin(shell, environment) {
      if (shell === 'bash') await writeFile(join(scripts, 'bash'), '')
      const isolation = await started.promise
      if (isolation.network === null && isolation.files === null) confining.add(host)
      lifeline.write(`${JSON.stringify(environment)}\n`)
      return { isolation, run, exported: (names) => exportedBy(run, names, join(scripts, 'exported')) }
    },
    async end() {
      kill()
      await closed
    },
  }
}

async function exportedBy(run: Session['run'], names: readonly string[], file: string) {
  const valid = names.filter((name) => /^[A-Za-z_]\w*$/.test(name))
  await rm(file, { force: true })
  await run(exportScript(valid, file))
  const parts = ((await readOwnText(file, exportedBytes)) ?? '').split('\0')
  const pairs = valid.flatMap((_, at) => {
    const name = parts[at * 2]
    return name === undefined || name === '' ? [] : [[name, parts[at * 2 + 1] ?? ''] as const]
  })
  return Object.fromEntries(pairs)
}

/** The command's own folder is all but the plan of its root. */
function launcherArguments(host: BuildHost, folder: string, plan: string, words: readonly string[]): readonly string[] {
  const seen = ['work', 'scripts'].flatMap((name) => ['--write', join(folder, name)])
  return [
    ...['-I', '-B', join(packageRoot(), 'runtime', 'ministack', 'confined_command.py'), '--folder', plan],
    ...(confining.has(host) ? ['--works'] : []),
    ...host.ports.flatMap((port) => ['--port', String(port)]),
    ...host.programs.readable.flatMap((path) => ['--read', path]),
    ...seen,
    ...['--', 'sh', join(folder, 'scripts', 'loop'), ...words],
  ]
}

function waiter<T>() {
  let settle: { readonly resolve: (value: T) => void; readonly reject: (error: Error) => void } | undefined
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  promise.catch(() => undefined)
  return { promise, ...settle! }
}
