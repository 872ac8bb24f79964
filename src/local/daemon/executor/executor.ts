import { mkdir, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../../core/pacing/back-off.ts'
import { packageRoot } from '../../../system/package-root.ts'
import type { ExecutorSettings } from '../../codepipeline/executor-process.ts'
import { daemonPaths } from '../daemon-record.ts'
import { toolkitCommand } from '../toolkit-command.ts'
import { type ExecutorRecord, writeExecutorRecord } from './executor-record.ts'
import { runExecutor } from './run-executor.ts'

/** The executor of pipelines, in a process of its own that is started again when it ends. */
export interface Executor {
  /**
   * Lets it serve. It loads before, beside the emulator whose address it needs.
   * @returns when it serves, or when its first start has failed: everything else works without it
   */
  serve(settings: Omit<ExecutorSettings, 'folder'>): Promise<void>
  /** Stops it with everything that it started, and removes what it kept. */
  stop(): Promise<void>
}

export interface ExecutorOptions {
  /** State folder of the daemon. What the executor keeps lies below it, so that a restart goes on with it. */
  readonly home: string
  readonly log: (line: string) => void
  /** Arguments for Node.js that start the executor. Default: the hidden command of this toolkit. */
  readonly program?: readonly string[]
}

/** Pauses before a restart, in milliseconds. */
const pauses = { first: 50, longest: 10_000, growth: 3 }
/** When a process ran this long, its end counts as the first one again. */
const steadyMilliseconds = 60_000

/** Starts the executor of pipelines. A failure is logged and recorded, and never thrown. */
export function startExecutor({ home, log, program = executorProgram() }: ExecutorOptions): Executor {
  const { pipelines: folder, executorRecord } = daemonPaths(home)
  const ending = new AbortController()
  const { signal } = ending
  let serve: (settings: ExecutorSettings) => void
  const settings = new Promise<ExecutorSettings>((resolve) => {
    serve = resolve
  })
  let begun: () => void
  const firstStart = new Promise<void>((resolve) => {
    begun = resolve
  })
  const note = (record: ExecutorRecord) => {
    try {
      writeExecutorRecord(home, record)
    } catch (error) {
      log(`the state of CodePipeline could not be written: ${(error as Error).message}`)
    }
  }
  const keepRunning = async (): Promise<void> => {
    // Pipelines of a daemon that was killed belong to an emulator that is gone.
    await removeFolder(folder)
    for (let tries = 1; !signal.aborted; tries += 1) {
      const start = performance.now()
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const tell = (process: NonNullable<ExecutorRecord['process']>, serves: boolean) => {
        note(serves ? { process } : { process, reason: 'it is being started' })
        if (serves) begun()
      }
      const reason = await runExecutor({ program, folder, settings, signal, tell })
      if (signal.aborted) return
      if (performance.now() - start > steadyMilliseconds) tries = 1
      note({ reason })
      log(`CodePipeline does not run: ${reason}. It is started again.`)
      begun()
      await sleep(pauseAfter(tries, pauses), undefined, { signal }).catch(() => {})
    }
  }
  const finished = keepRunning().catch((error: Error) => {
    note({ reason: error.message })
    log(`CodePipeline does not run: ${error.stack ?? error.message}`)
    begun()
  })
  return {
    serve: (given) => {
      serve({ ...given, folder })
      return firstStart
    },
    stop: async () => {
      ending.abort()
      await finished
      await removeFolder(folder)
      await rm(executorRecord, { force: true })
    },
  }
}

function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

function executorProgram(): readonly string[] {
  return [...toolkitCommand(packageRoot()), 'local', 'serve-pipelines']
}
