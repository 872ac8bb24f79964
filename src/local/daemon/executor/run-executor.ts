import { spawn } from 'node:child_process'
import type { ExecutorMessage, ExecutorSettings } from '../../codepipeline/executor-process.ts'
import { childEnd } from '../child-end.ts'
import { findProcess, killGroup, type ProcessIdentity } from '../process-group.ts'

export interface ExecutorRun {
  /** Arguments for Node.js that start the executor. */
  readonly program: readonly string[]
  /** Its working directory, which exists. */
  readonly folder: string
  /** Known once the emulator runs. Until then, the process loads and waits. */
  readonly settings: Promise<ExecutorSettings>
  /** Stops the process. */
  readonly signal: AbortSignal
  /** Receives the process at its start, and again when it serves. */
  readonly tell: (process: ProcessIdentity, serves: boolean) => void
}

const startMilliseconds = 60_000
/** The daemon has ten seconds to end everything. */
const stopMilliseconds = 2_000

/**
 * Runs the executor of pipelines once, as a process that leads a group of its own. It ends by itself when this process
 * is gone.
 * @returns why it ended, for a reader
 */
export async function runExecutor({ program, folder, settings, signal, tell }: ExecutorRun): Promise<string> {
  const child = spawn(process.execPath, program, {
    cwd: folder,
    detached: true,
    // Settings contain secrets, so they go through the channel: other users can read arguments.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: environmentOf(folder),
  })
  const ended = childEnd(child)
  const { pid } = child
  if (pid === undefined) return ended
  let failure: string | undefined
  const limits: NodeJS.Timeout[] = []
  const endAfter = (milliseconds: number, why?: string) => {
    const end = () => {
      failure ??= why
      killGroup(pid)
    }
    limits.push(setTimeout(end, milliseconds))
  }
  const stop = () => {
    child.kill('SIGTERM')
    endAfter(stopMilliseconds)
  }
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  const identity = (await findProcess(pid)) ?? { pid }
  tell(identity, false)
  child.on('message', (message: ExecutorMessage) => {
    if (message.kind === 'failed') failure = message.reason
    if (message.kind !== 'serves') return
    for (const limit of limits.splice(0)) clearTimeout(limit)
    if (!signal.aborted) tell(identity, true)
  })
  void settings.then((given) => {
    if (!child.connected || signal.aborted) return
    child.send(given, () => {})
    endAfter(startMilliseconds, `its process did not answer within ${startMilliseconds / 1000} s`)
  })
  const reason = await ended
  for (const limit of limits) clearTimeout(limit)
  signal.removeEventListener('abort', stop)
  // What its actions started is in its group, and would run beside their next attempt.
  killGroup(pid)
  return failure ?? reason
}

/** Nothing of the user's configuration of AWS: the executor reaches the emulator alone, by the keys of its actions. */
function environmentOf(folder: string): NodeJS.ProcessEnv {
  const { PATH = '', HOME = folder, TMPDIR } = process.env
  const none = `${folder}/no-configuration`
  return {
    PATH,
    HOME,
    ...(TMPDIR !== undefined && { TMPDIR }),
    LANG: 'C.UTF-8',
    AWS_CONFIG_FILE: none,
    AWS_SHARED_CREDENTIALS_FILE: none,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
