import type { Processes } from '../core/ports/processes.ts'
import { StageError } from '../core/run/stage-error.ts'

/** A Python of a supported version. */
export interface Interpreter {
  /** The command that starts it. */
  readonly command: string
  /** Absolute path of its executable. */
  readonly executable: string
  /** Such as `3.13.1`. */
  readonly version: string
  /** The folder where it is installed; for a virtual environment, that of the Python below it. */
  readonly prefix: string
}

/**
 * Finds the first Python of at least 3.11 under its usual names.
 * @param wanted the only command to try
 * @throws StageError `python-missing`, with what was found instead
 */
export async function findPython(processes: Pick<Processes, 'run'>, wanted?: string): Promise<Interpreter> {
  const seen: string[] = []
  for (const command of wanted ? [wanted] : candidates) {
    // Isolated mode without site packages starts several times faster, and gives the same answer.
    const result = await processes.run(command, ['-I', '-S', '-c', probe]).catch(unlessMissing)
    if (result?.exitCode !== 0) {
      if (wanted) seen.push(`${command} does not start`)
      continue
    }
    const [fits, version = '', prefix = '', executable = ''] = result.stdout.trim().split('|')
    if (fits === 'True') return { command, executable, version, prefix }
    seen.push(`${command} is ${version}`)
  }
  const found = seen.length > 0 ? ` (${seen.join(', ')})` : ''
  throw new StageError('python-missing', `Python 3.11 or newer is needed, and none was found${found}`, {
    hint: 'install Python 3.11 or newer, or name one with LIFTLOCK_PYTHON',
  })
}

const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python']
const probe =
  'import sys; print(sys.version_info >= (3, 11), sys.version.split()[0], sys.base_prefix, sys.executable, sep="|")'

/** Skips a name that cannot be started; an interruption is thrown. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof StageError)) throw error
}

/**
 * Names the platform that packages must fit, besides the version of Python: system, processor and C library, such as
 * `linux-x86_64-glibc-2.36`.
 * @throws Error when that Python does not name its platform
 */
export async function packagePlatform(processes: Pick<Processes, 'run'>, { command }: Interpreter): Promise<string> {
  const asked = 'import platform, sysconfig; print(sysconfig.get_platform(), *platform.libc_ver(), sep="-")'
  const { exitCode, stdout, stderr } = await processes.run(command, ['-I', '-S', '-c', asked])
  if (exitCode !== 0) throw new Error(`${command} does not name its platform: ${stderr}`)
  return stdout.trim()
}
