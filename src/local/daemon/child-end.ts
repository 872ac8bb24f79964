import type { ChildProcess } from 'node:child_process'

/**
 * Waits until a child process has ended or could not start. A child that ended before the call counts too: its event
 * `exit` can come while the caller still waits for something else.
 * @returns how it ended, for a reader
 */
export function childEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve(`its process ended by ${signal ?? `exit code ${code}`}`)
    if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode)
    child.once('exit', ended)
    child.once('error', ({ message }) => resolve(`its process did not start: ${message}`))
  })
}
