import { join } from 'node:path'
import type { ForeignOptions, ForeignResult, ProcessResult } from '../core/ports/processes.ts'
import { foreignEnvironment } from './child-environment.ts'
import { packageRoot } from './package-root.ts'
import { runGroup } from './process-group.ts'

/** What `runtime/isolation` answers when a step of its set-up fails, before it runs anything. */
const setUpFailed = 125

/** What can be closed to a process, in the words of `runtime/isolation/run.py --probe`, each with its flag. */
const kinds = [
  { name: 'network', flag: '--no-network', open: 'the network' },
  { name: 'files', flag: '--own-files', open: "this user's files and processes" },
] as const

type Refusals = Readonly<Record<(typeof kinds)[number]['name'], string | null>>

/**
 * Runs code of others in Python, apart from everything of this user that the kernel lets us keep from it (`runtime/isolation`).
 * @throws StageError `tool-missing` when that Python cannot be started
 */
export async function runForeignPython(
  python: string,
  args: readonly string[],
  options: ForeignOptions,
  signal: AbortSignal,
  outer: NodeJS.ProcessEnv,
): Promise<ForeignResult> {
  const { folder, readable } = options
  const environment = { ...foreignEnvironment(outer, folder), ...options.environment }
  const launcher = [python, '-I', '-B', join(packageRoot(), 'runtime', 'isolation', 'run.py')] as const
  const paths = ['--write', folder, ...readable.flatMap((path) => ['--read', path])]
  const confined = (flags: readonly string[]) =>
    runGroup([...launcher, ...flags, ...paths, '--', python, ...args], { ...options, environment }, signal)

  const whole = await confined(kinds.map(({ flag }) => flag))
  if (whole.exitCode !== setUpFailed) return whole
  const refusals = refusalsOf(await runGroup([...launcher, '--probe'], { ...options, environment }, signal))
  const refused = kinds.filter(({ name }) => refusals[name] !== null)
  // The code itself may end with that number; it never gets a second run with less around it.
  if (refused.length === 0) return whole
  const flags = kinds.filter((kind) => !refused.includes(kind)).map(({ flag }) => flag)
  const open = refused.map((kind) => `${kind.open} (${refusals[kind.name]})`).join(' and ')
  const rest =
    flags.length > 0 ? await confined(flags) : await runGroup([python, ...args], { ...options, environment }, signal)
  return { ...rest, open }
}

/** @throws Error when the probe does not answer */
function refusalsOf({ exitCode, stdout, stderr }: ProcessResult): Refusals {
  if (exitCode !== 0) throw new Error(`runtime/isolation/run.py --probe ended with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout) as Refusals
}
