import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../prepare.mjs'

/**
 * Starts a command beside what runs in the foreground, which has the processor first. Its output goes to a file, so
 * that it never waits for a reader.
 * @returns a function that waits for its end, prints its output, and gives its exit code
 */
export function startBeside(command, args, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-beside-'))
  const file = join(folder, 'output')
  const output = openSync(file, 'w')
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', output, output], ...options })
  closeSync(output)
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`✗ ${command} does not start: ${error.message}`)
      resolve(127)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
  try {
    if (child.pid !== undefined) setPriority(child.pid, 10)
  } catch {
    // It has ended already, or this system has no priorities.
  }
  return async () => {
    const code = await ended
    process.stdout.write(readFileSync(file, 'utf8'))
    rmSync(folder, { recursive: true })
    return code
  }
}
