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
  /** Folder of the environments, one for each pair of interpreter and requirements. */
  readonly cache: string
  readonly processes: Pick<Processes, 'run'>
  readonly interpreter: () => Promise<Interpreter>
  /** Called once if the installation takes time. */
  readonly onInstall?: (text: string) => void
}

/** The place of a virtual environment, whether or not it exists. */
export interface PythonEnvironment {
  readonly interpreter: Interpreter
  /** Digest of everything that determines it: version and place of the interpreter, and the requirements. */
  readonly digest: string
  readonly folder: string
  /** Path of its `python`. */
  readonly python: string
  readonly made: boolean
}

/** Finds the place of the environment for these requirements, without making it. @throws the errors of `interpreter` */
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
 * The `python` of a virtual environment with the requirements, each checked by its hash. The first call makes it; later
 * calls return at once and need no network.
 * @throws StageError `python-missing`, `dependency-unavailable` when the packages cannot be fetched, `file-unreadable`
 * when the cache cannot be written
 */
export async function ensurePython(options: PythonEnvironmentOptions): Promise<string> {
  const { interpreter, folder, python, made } = await findPythonEnvironment(options)
  if (made) return python

  options.onInstall?.(`first run: installing Python packages into ${folder}`)
  const building = `${folder}.${randomBytes(4).toString('hex')}`
  // Checks the folder itself, because an existing folder may still be read-only.
  await mkdir(building, { recursive: true }).catch((error: unknown) => {
    throw fileFailure(error, options.cache, 'name a folder that you may write to with LIFTLOCK_CACHE') ?? error
  })
  try {
    await installPackages({ ...options, pip: await makeEnvironment(options.processes, interpreter.command, building) })
    // How it ends does not matter: what is not compiled only starts later.
    await options.processes.run(join(building, 'bin', 'python'), ['-I', '-c', compilePytest])
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      // Another run finished the same environment first.
      if (!existsSync(python)) throw error
    })
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return python
}

/**
 * Compiles pytest. Unit tests cannot write into the environment, so each run would compile it again, which takes longer
 * than the tests. All other packages are compiled by what imports them first.
 */
const compilePytest = `
import compileall, os, sysconfig
library = sysconfig.get_path("purelib")
for name in ("pytest", "_pytest", "pluggy", "iniconfig", "packaging"):
    if os.path.isdir(os.path.join(library, name)):
        compileall.compile_dir(os.path.join(library, name), quiet=2)
`

/**
 * Makes an empty environment. It gets its own pip only if the interpreter's pip cannot install into other environments
 * (before pip 22.3), because that takes longer than everything else.
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
