import { join } from 'node:path'
import type { ForeignOptions, ForeignResult, ProcessResult } from '../core/ports/processes.ts'
import { foreignEnvironment } from './child-environment.ts'
import { packageRoot } from './package-root.ts'
import { runGroup } from './process-group.ts'

/** The exit code of `runtime/isolation` when a step of its set-up fails before the code runs. */
const setUpFailed = 125
/** Its exit code when there were too many processes. */
const tooMany = 123

/** What can be isolated, as `runtime/isolation/run.py --probe` names it, each with its flag. */
const kinds = [
  { name: 'network', flag: '--no-network', open: 'the network' },
  { name: 'files', flag: '--own-files', open: "this user's files and processes" },
] as const

type Refusals = Readonly<Record<(typeof kinds)[number]['name'], string | null>>

/**
 * Runs code of others in Python, isolated from this user as far as the kernel allows (`runtime/isolation`). It uses
 * namespaces, else the rules of Landlock, else the remaining parts of both.
 * @throws StageError `tool-missing` when that Python cannot be started
 */
export async function runForeignPython(
  python: string,
  args: readonly string[],
  options: ForeignOptions,
  signal: AbortSignal,
  outer: NodeJS.ProcessEnv,
): Promise<ForeignResult> {
  const { folder, readable, writable, limits } = options
  const environment = { ...foreignEnvironment(outer, folder), ...options.environment }
  const start = (...words: readonly string[]) => runGroup([python, ...words], { ...options, environment }, signal)
  const isolation = (name: string) => ['-I', '-B', join(packageRoot(), 'runtime', 'isolation', name)]
  const most = ['--memory', String(limits.memoryMegabytes), '--processes', String(limits.processes)]
  const files = [...writable.flatMap((path) => ['--write', path]), ...readable.flatMap((path) => ['--read', path])]
  const command = [...most, '--scratch', folder, ...files, '--', python, ...args]
  const inNamespaces = async (flags: readonly string[]): Promise<ProcessResult> => {
    const temporary = ['--temporary', String(limits.folderMegabytes)]
    const ended = await start(...isolation('run.py'), ...flags, ...temporary, ...command)
    return ended.exitCode === tooMany ? { ...ended, stopped: ended.stopped ?? 'processes' } : ended
  }

  const whole = await inNamespaces(kinds.map(({ flag }) => flag))
  if (whole.exitCode !== setUpFailed) return whole
  const refusals = answerOf<Refusals>(await start(...isolation('run.py'), '--probe'))
  const refused = kinds.filter(({ name }) => refusals[name] !== null)
  // The code itself may end with that number, so it never gets a second run with less isolation.
  if (refused.length === 0) return whole
  if (answerOf<string | null>(await start(...isolation('rules.py'), '--probe')) === null)
    return start(...isolation('rules.py'), ...command)
  const flags = kinds.filter((kind) => !refused.includes(kind)).map(({ flag }) => flag)
  const open = refused.map((kind) => `${kind.open} (${refusals[kind.name]})`).join(' and ')
  return {
    ...(await (flags.length > 0
      ? inNamespaces(flags)
      : start(...isolation('limits.py'), ...most, '--', python, ...args))),
    open,
  }
}

/** Asks what this machine can isolate. @throws Error when a probe fails */
function answerOf<T>({ exitCode, stdout, stderr }: ProcessResult): T {
  if (exitCode !== 0 || stdout === '')
    throw new Error(`the probe of runtime/isolation ended with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout) as T
}
