import { spawn } from 'node:child_process'
import type { Processes } from '../core/ports/processes.ts'
import { StageError } from '../core/stage-error.ts'

/** Child processes of this one; they end with `signal`. @param environment what they get, that of this process by default */
export function nodeProcesses(signal: AbortSignal, environment: NodeJS.ProcessEnv = process.env): Processes {
  return {
    run: (command, args, options = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          cwd: options.cwd,
          env: { ...environment, ...options.environment },
          signal,
          timeout: options.timeoutSeconds === undefined ? undefined : options.timeoutSeconds * 1000,
          stdio: ['pipe', 'pipe', 'pipe'],
        })
        const stdout: Buffer[] = []
        const stderr: Buffer[] = []
        child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
        child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
        child.on('error', (error: NodeJS.ErrnoException) => reject(unstartable(command, error)))
        child.on('close', (code) => {
          // An interruption reaches the child as well; how it ended says nothing then.
          if (signal.aborted) return reject(signal.reason)
          resolve({
            exitCode: code ?? 1,
            stdout: Buffer.concat(stdout).toString('utf8'),
            stderr: Buffer.concat(stderr).toString('utf8'),
          })
        })
        // A child that ends without reading its input closes the pipe; its exit code tells the story.
        child.stdin.on('error', () => {})
        child.stdin.end(options.input ?? '')
      }),
  }
}

function unstartable(command: string, error: NodeJS.ErrnoException): Error {
  if (error.name === 'AbortError') return error
  return new StageError('tool-missing', `${command} cannot be started: ${error.code ?? error.message}`, {
    hint: `install ${command}, or put it on the PATH`,
    cause: error,
  })
}
