import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Processes } from '../core/ports/processes.ts'
import { fileFailure } from '../core/run/file-failure.ts'
import { StageError } from '../core/run/stage-error.ts'
import { sha256 } from '../core/sha256.ts'
import type { Interpreter } from './find-python.ts'
import { type InstallOptions, installPackages } from './install-packages.ts'

export interface PythonEnvironmentOptions extends Pick<InstallOptions, 'requirements' | 'packages' | 'onUnusable'> {
  /** Environments are kept below, one for each interpreter and requirements. */
  readonly cache: string
  readonly processes: Pick<Processes, 'run'>
  readonly interpreter: () => Promise<Interpreter>
  /** Called once when there is something to wait for. */
  readonly onInstall?: (text: string) => void
}

/** Where a virtual environment lies, made or not. */
export interface PythonEnvironment {
  readonly interpreter: Interpreter
  /** Of all that it is made from: version and place of the interpreter, and the requirements. */
  readonly digest: string
  readonly folder: string
  /** Its `python`. */
  readonly python: string
  readonly made: boolean
}

/**
 * Looks for the environment of these requirements; makes nothing.
 * @throws what `interpreter` does
 */
export async function findPythonEnvironment(
  options: Pick<PythonEnvironmentOptions, 'requirements' | 'cache' | 'interpreter'>,
): Promise<PythonEnvironment> {
  const requirements = await readFile(options.requirements, 'utf8')
  const interpreter = await options.interpreter()
  const { version, prefix } = interpreter
  const digest = sha256(`${version} ${prefix}\n${requirements}`).slice(0, 16)
  const folder = join(options.cache, `python-${digest}`)
  const python = join(folder, 'bin', 'python')
  return { interpreter, digest, folder, python, made: existsSync(python) }
}

/**
 * The `python` of a virtual environment that holds the requirements, each checked by its hash.
 * Made once; afterwards this is instant and needs no network.
 *
 * @throws StageError `python-missing`, `dependency-unavailable` when the packages cannot be fetched, `file-unreadable` when the
 * cache cannot be written
 */
export async function ensurePython(options: PythonEnvironmentOptions): Promise<string> {
  const { interpreter, folder, python, made } = await findPythonEnvironment(options)
  if (made) return python

  options.onInstall?.(`first run: installing Python packages into ${folder}`)
  const building = `${folder}.${randomBytes(4).toString('hex')}`
  // The folder itself, because one that is there already may still refuse what is put into it.
  await mkdir(building, { recursive: true }).catch((error: unknown) => {
    throw fileFailure(error, options.cache, 'name a folder that you may write to with LIFTLOCK_CACHE') ?? error
  })
  try {
    await installPackages({ ...options, pip: await makeEnvironment(options.processes, interpreter.command, building) })
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else finished the same environment first.
      if (!existsSync(python)) throw error
    })
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return python
}

/**
 * An empty environment. It gets a pip of its own only where the interpreter has none that can install for others (pip 22.3): that
 * takes longer than all the rest.
 * @returns the pip that installs into it
 */
async function makeEnvironment(
  processes: Pick<Processes, 'run'>,
  command: string,
  folder: string,
): Promise<InstallOptions['pip']> {
  const python = join(folder, 'bin', 'python')
  const { stdout } = await processes.run(command, ['-I', '-c', 'import pip; print(pip.__version__)'])
  const lends = stdout.localeCompare('22.3', 'en', { numeric: true }) >= 0
  const made = await processes.run(command, ['-m', 'venv', ...(lends ? ['--without-pip'] : []), folder])
  if (made.exitCode === 0) return lends ? [command, '-I', '-m', 'pip', '--python', python] : [python, '-I', '-m', 'pip']
  const lastLine = (made.stdout + made.stderr).trim().split('\n').at(-1) ?? ''
  throw new StageError('python-missing', `${command} cannot make a virtual environment: ${lastLine}`, {
    hint: 'install the venv module of your Python (on Debian: apt-get install python3-venv)',
  })
}
