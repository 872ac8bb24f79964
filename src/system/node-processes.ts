import { spawn } from 'node:child_process'
import type { Processes, ProcessOptions, ProcessResult } from '../core/ports/processes.ts'
import { childEnvironment } from './child-environment.ts'
import { collectOutput } from './collect-output.ts'
import { unstartable } from './unstartable.ts'

/** The most output that a program of ours may print. */
const maximumBytes = 64 * 1024 * 1024

/**
 * Starts child processes of this one, which end with `signal`.
 * @param environment source of their variables; by default, that of this process
 */
export function nodeProcesses(signal: AbortSignal, environment: NodeJS.ProcessEnv = process.env): Processes {
  return {
    run: (command, args, options = {}) => run(command, args, options, signal, environment),
    // Loaded later, because every entry loads this file and few runs need it.
    runForeign: async (python, args, options) =>
      (await import('./foreign-python.ts')).runForeignPython(python, args, options, signal, environment),
    runCommandLine: async (line, { folder, timeoutSeconds, environment: more }) =>
      (await import('./process-group.ts')).runGroup(
        ['/bin/sh', '-c', line],
        { folder, timeoutSeconds, maximumBytes, environment: { ...childEnvironment(environment, true), ...more } },
        signal,
      ),
  }
}

function run(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
  signal: AbortSignal,
  outer: NodeJS.ProcessEnv,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...childEnvironment(outer, options.packageIndex ?? false), ...options.environment },
      signal,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stopped: ProcessResult['stopped']
    const stop = (why: ProcessResult['stopped']) => {
      stopped ??= why
      child.kill('SIGKILL')
    }
    const limit = options.maximumBytes ?? maximumBytes
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) =>
      collectOutput(stream, limit, () => stop('output')),
    )
    const timer =
      options.timeoutSeconds === undefined ? undefined : setTimeout(() => stop('time'), options.timeoutSeconds * 1000)
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(unstartable(command, error))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      // An interruption reaches the child too, so its exit code means nothing then.
      if (signal.aborted) return reject(signal.reason)
      resolve({ exitCode: code ?? 1, stdout: stdout!(), stderr: stderr!(), stopped })
    })
    // A child that ends without reading its input closes the pipe. Its exit code shows the result.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
  })
}
