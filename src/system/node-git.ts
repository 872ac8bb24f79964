import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Git, GitOptions, GitRepository, GitRun } from '../core/ports/git.ts'
import { StageError } from '../core/stage-error.ts'
import { gitEnvironment, type KeyFiles } from './git-environment.ts'

/**
 * The git of this machine, as a process.
 * @param environment of this process; what belongs to another repository or shows secrets is left out
 * @param signal ends running commands
 */
export function nodeGit(environment: NodeJS.ProcessEnv, signal: AbortSignal): Git {
  return {
    at(folder) {
      const git = gitEnvironment(environment)
      return { run: (args, options) => start(['-C', resolve(folder), ...args], git, signal, options) }
    },
    async temporary(remote, work) {
      removeAbandoned()
      const room = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
      try {
        const repository = join(room, 'repository.git')
        const git = gitEnvironment(environment, { remote, repository, keyFiles: writeKey(room, remote.credential) })
        const run: GitRepository['run'] = (args, options) => start(args, git, signal, options)
        const made = await run(['init', '--quiet', '--bare', '--template=', repository])
        if (made.exitCode !== 0) throw new Error(`git init ended with ${made.exitCode}: ${made.stderr}`)
        return await work({ run })
      } finally {
        await rm(room, { recursive: true, force: true, maxRetries: 3 })
      }
    },
  }
}

const prefix = 'liftlock-git-'
/** So old that its process has certainly ended, in milliseconds; a young one may belong to another process namespace. */
const abandonedAfter = 15 * 60_000

/** A run that was killed could not clean up; its folder may hold a key. */
function removeAbandoned(): void {
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

/** ssh takes a key from a file only, and only from one that nobody else can read. */
function writeKey(room: string, credential: Parameters<Git['temporary']>[0]['credential']): KeyFiles | undefined {
  if (credential?.kind !== 'key') return undefined
  const [key, knownHosts] = [join(room, 'key'), join(room, 'known_hosts')]
  writeFileSync(key, `${credential.privateKey.replaceAll('\r', '').trimEnd()}\n`, { mode: 0o600 })
  writeFileSync(knownHosts, `${credential.knownHosts.trimEnd()}\n`, { mode: 0o600 })
  return { key, knownHosts }
}

/** Resolves when the process is gone, also after an abort, so that its folder can be removed. */
function start(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  options: GitOptions = {},
): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const child = spawn('git', args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    signal.addEventListener('abort', stop, { once: true })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error: NodeJS.ErrnoException) => reject(missing(error)))
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else
        resolve({ exitCode: code ?? 1, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') })
    })
    // A command that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

function missing(error: NodeJS.ErrnoException): StageError {
  return new StageError('tool-missing', `git cannot be started: ${error.code ?? error.message}`, {
    hint: 'install git, or put it on the PATH',
    cause: error,
  })
}
