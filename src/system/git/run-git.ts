import { spawn } from 'node:child_process'
import type { GitOptions, GitRun } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'

/** The limits for the time and the output of git. */
export interface GitLimits {
  readonly seconds: number
  /** Limit of the output; up to 64 KiB of messages are kept. */
  readonly mebibytes: number
}

/** For commands on a repository of this machine. */
export const localLimits: GitLimits = { seconds: 300, mebibytes: 64 }
/** For commands that may contact another machine, or read whole files. */
export const remoteLimits: GitLimits = { seconds: 1800, mebibytes: 256 }

const mostMessageBytes = 65_536

/** One git process. */
export interface GitProcess {
  readonly args: readonly string[]
  readonly folder?: string | undefined
  readonly environment: NodeJS.ProcessEnv
  readonly limits: GitLimits
}

/**
 * Runs git, and resolves when the process has ended, even after an abort. So its folder can be removed.
 * @throws StageError `tool-missing` without git, `service-refused` above the limits of output or time
 * @throws the signal's reason when aborted
 */
export function runGit(command: GitProcess, signal: AbortSignal, options: GitOptions = {}): Promise<GitRun> {
  const { args, folder, environment, limits } = command
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const child = spawn('git', args, { cwd: folder, env: environment, stdio: ['pipe', 'pipe', 'pipe'] })
    let stopped: { readonly error: unknown } | undefined
    const stop = () => child.kill('SIGTERM')
    const end = (error: unknown) => {
      stopped ??= { error }
      // Its remaining output does not matter, so it is killed at once.
      child.kill('SIGKILL')
    }
    const exceed = (what: string) => end(exceeded(args, what))
    const late = setTimeout(() => exceed(`took longer than ${limits.seconds} s`), limits.seconds * 1000)
    signal.addEventListener('abort', stop, { once: true })
    const stdout =
      options.onOutput === undefined
        ? collect(limits.mebibytes * 1_048_576, () => exceed(`printed more than ${limits.mebibytes} MiB`))
        : handOn(options.onOutput, end)
    const stderr = collect(mostMessageBytes, () => {})
    child.stdout.on('data', stdout.take)
    child.stderr.on('data', stderr.take)
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late)
      reject(missing(error))
    })
    child.on('close', (code) => {
      clearTimeout(late)
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else if (stopped !== undefined) reject(stopped.error)
      else resolve({ exitCode: code ?? 1, stdout: stdout.bytes(), stderr: printable(stderr.bytes().toString('utf8')) })
    })
    // A command that ends without reading its input closes the pipe. Its exit code shows the result.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}

function collect(most: number, onMore: () => void) {
  const chunks: Buffer[] = []
  let size = 0
  return {
    take(chunk: Buffer) {
      const left = most - size
      size += chunk.length
      if (left > 0) chunks.push(left < chunk.length ? chunk.subarray(0, left) : chunk)
      if (size > most) onMore()
    },
    bytes: () => Buffer.concat(chunks),
  }
}

/** Keeps nothing. After an error of the receiver, it receives nothing more. */
function handOn(receive: (chunk: Uint8Array) => void, onError: (error: unknown) => void) {
  let failed = false
  return {
    take(chunk: Buffer) {
      if (failed) return
      try {
        receive(chunk)
      } catch (error) {
        failed = true
        onError(error)
      }
    },
    bytes: () => Buffer.alloc(0),
  }
}

/** The remote chooses some of git's text, so control characters must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n\r\t]/gu, '\ufffd')
}

function exceeded(args: readonly string[], what: string): StageError {
  return new StageError('service-refused', `git ${args[0]} ${what}, and was stopped`, {
    hint: 'look at the repository that the message before names: it is larger or slower than what Liftlock reads',
  })
}

function missing(error: NodeJS.ErrnoException): StageError {
  return new StageError('tool-missing', `git cannot be started: ${error.code ?? error.message}`, {
    hint: 'install git, or put it on the PATH',
    cause: error,
  })
}
