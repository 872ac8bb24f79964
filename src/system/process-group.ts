import { spawn } from 'node:child_process'
import type { ForeignOptions, ProcessResult } from '../core/ports/processes.ts'
import { collectOutput } from './collect-output.ts'
import { unstartable } from './unstartable.ts'

/** How long processes that the command left behind may keep its outputs open. */
const lingerMilliseconds = 1000

/**
 * Runs a command in its own process group, with empty input. The group ends with the command, with `signal`, or when
 * its time is up.
 * @throws StageError `tool-missing` when the command cannot be started
 */
export function runGroup(
  [command, ...args]: readonly [string, ...string[]],
  options: Pick<ForeignOptions, 'folder' | 'environment' | 'timeoutSeconds' | 'maximumBytes'>,
  signal: AbortSignal,
): Promise<ProcessResult> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.folder,
      env: options.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stopped: ProcessResult['stopped']
    const endAll = () => endGroup(child.pid)
    const stop = (why: ProcessResult['stopped']) => {
      stopped ??= why
      endAll()
    }
    const [stdout, stderr] = [child.stdout, child.stderr].map((stream) =>
      collectOutput(stream, options.maximumBytes, () => stop('output')),
    )
    const timer = setTimeout(() => stop('time'), options.timeoutSeconds * 1000)
    signal.addEventListener('abort', endAll)
    let linger: NodeJS.Timeout | undefined
    const settle = () => {
      clearTimeout(timer)
      clearTimeout(linger)
      signal.removeEventListener('abort', endAll)
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      settle()
      reject(unstartable(command, error))
    })
    child.on('exit', () => {
      endAll()
      linger = setTimeout(() => [child.stdout, child.stderr].map((stream) => stream.destroy()), lingerMilliseconds)
    })
    child.on('close', (code) => {
      settle()
      if (signal.aborted) return reject(signal.reason)
      resolve({ exitCode: code ?? 1, stdout: stdout!(), stderr: stderr!(), stopped })
    })
  })
}

/** Ends all processes of a group; an empty group is fine. */
export function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
