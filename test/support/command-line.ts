import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheFolder } from '../../src/system/folders.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** How a command ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The command line from its sources, as a process, in a folder and with a local AWS of its own. */
export interface CommandLine {
  readonly folder: string
  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>
  /** Ends the local AWS and removes the folder. */
  close(): Promise<void>
}

/** A new command line; `close` it when the tests are over. */
export function commandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-line-'))
  const root = packageRoot()
  const loader = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href
  const program = ['--import', loader, join(root, 'src', 'cli', 'liftlock.ts')]
  const run: CommandLine['run'] = (args, environment = {}) => {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      LIFTLOCK_HOME: join(folder, 'home'),
      LIFTLOCK_CACHE: cacheFolder(process.env),
      ...environment,
    }
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [...program, ...args],
        { env, cwd: folder, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
        },
      )
    })
  }
  return {
    folder,
    run,
    async close() {
      await run(['local', 'down'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
