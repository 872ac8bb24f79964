import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../../src/system/folders.ts'
import { commandProgram } from './command-program.ts'

/** How a command ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface StartOptions {
  readonly environment?: NodeJS.ProcessEnv
  /** Working directory; that of the command line by default. */
  readonly cwd?: string
  /** The largest file that it may write, in blocks of 512 bytes; a write beyond it fails as on a full disk. */
  readonly fileBlocks?: number
}

/** The command line as a process, in a folder and with a local AWS of its own. */
export interface CommandLine {
  readonly folder: string
  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>
  /** Starts a command, for tests that interrupt it or limit what it may do. */
  start(args: readonly string[], options?: StartOptions): Started
  /** Ends the local AWS and removes the folder. */
  close(): Promise<void>
}

/** A new command line; `close` it when the tests are over. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-line-'))
  const program = commandProgram()
  const start: CommandLine['start'] = (args, { environment = {}, cwd = folder, fileBlocks } = {}) => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      LIFTLOCK_HOME: join(folder, 'home'),
      LIFTLOCK_CACHE: cacheFolder(process.env),
      ...environment,
    }
    const command = [process.execPath, ...program, ...args]
    const limited = fileBlocks === undefined ? [] : ['sh', '-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'sh']
    const [name = '', ...rest] = [...limited, ...command]
    const child = spawn(name, rest, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    return { child, ended: endOf(child) }
  }
  const run: CommandLine['run'] = (args, environment = {}) => start(args, { environment }).ended
  return {
    folder,
    run,
    start,
    async close() {
      if (existsSync(join(folder, 'home'))) await run(['local', 'down'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function endOf(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, ...texts }))
  })
}

/** The outputs that a command gave as JSON. */
export const outputsOf = ({ stdout }: Ended) => JSON.parse(stdout).outputs

/** @throws Error with everything that was said, when the command failed */
export async function succeed(running: Promise<Ended>): Promise<Ended> {
  const ended = await running
  if (ended.code !== 0) throw new Error(`exit code ${ended.code}\n${ended.stderr}\n${ended.stdout}`)
  return ended
}

/** Waits until a command that runs has printed a text. @throws Error when it ended without */
export function printed({ child }: Started, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: string) => {
        seen += part
        if (seen.includes(text)) resolve()
      })
    child.once('close', () => reject(new Error(`it ended without ${JSON.stringify(text)}: ${seen}`)))
  })
}
