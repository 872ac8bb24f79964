import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileFailure } from '../core/file-failure.ts'
import type { Processes } from '../core/ports/processes.ts'
import { StageError } from '../core/stage-error.ts'

export interface PythonEnvironmentOptions {
  /** A file of pinned requirements with hashes. */
  readonly requirements: string
  /** Environments are kept below, one for each interpreter and requirements. */
  readonly cache: string
  readonly processes: Processes
  /** An interpreter to take instead of looking for one. */
  readonly interpreter?: string | undefined
  /** Called once when there is something to wait for. */
  readonly onInstall?: (text: string) => void
}

/**
 * The `python` of a virtual environment that holds the requirements, each checked by its hash.
 * Made once; afterwards this is instant and needs no network.
 *
 * @throws StageError `python-missing`, `dependency-unavailable` when the packages cannot be fetched, `file-unreadable` when the
 * cache cannot be written
 */
export async function ensurePython(options: PythonEnvironmentOptions): Promise<string> {
  const requirements = await readFile(options.requirements, 'utf8')
  const base = await findInterpreter(options)
  const digest = createHash('sha256').update(`${base.version}\n${requirements}`).digest('hex').slice(0, 16)
  const folder = join(options.cache, `python-${digest}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return python

  options.onInstall?.(`first run: installing Python packages into ${folder}`)
  const building = `${folder}.${randomBytes(4).toString('hex')}`
  await mkdir(options.cache, { recursive: true }).catch((error: unknown) => {
    throw fileFailure(error, options.cache, 'name a folder that you may write to with LIFTLOCK_CACHE') ?? error
  })
  try {
    await install(options, base.command, building)
    await rename(building, folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else finished the same environment first.
      if (!existsSync(python)) throw error
    })
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return python
}

async function install(options: PythonEnvironmentOptions, command: string, folder: string): Promise<void> {
  const made = await options.processes.run(command, ['-m', 'venv', folder])
  if (made.exitCode !== 0)
    throw new StageError(
      'python-missing',
      `${command} cannot make a virtual environment: ${lastLine(made.stdout + made.stderr)}`,
      {
        hint: 'install the venv module of your Python (on Debian: apt-get install python3-venv)',
      },
    )
  const python = join(folder, 'bin', 'python')
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes']
  const done = await options.processes.run(python, [...pip, '--only-binary=:all:', '-r', options.requirements])
  if (done.exitCode !== 0)
    throw new StageError(
      'dependency-unavailable',
      `the Python packages cannot be installed: ${lastLine(done.stderr)}`,
      {
        hint: 'the first run needs the Python package index; afterwards it works offline',
      },
    )
}

const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python']
const probe = 'import sys; print(sys.version_info >= (3, 11), sys.version.split()[0], sys.base_prefix, sep="|")'

async function findInterpreter(options: PythonEnvironmentOptions): Promise<{ command: string; version: string }> {
  const tried = options.interpreter ? [options.interpreter] : candidates
  const seen: string[] = []
  for (const command of tried) {
    // Isolated and without site packages: it starts several times sooner, and says the same.
    const result = await options.processes.run(command, ['-I', '-S', '-c', probe]).catch(unlessMissing)
    if (result?.exitCode !== 0) continue
    const [fits, version, prefix] = result.stdout.trim().split('|')
    if (fits === 'True') return { command, version: `${version} ${prefix}` }
    seen.push(`${command} is ${version}`)
  }
  const found = seen.length > 0 ? ` (${seen.join(', ')})` : ''
  throw new StageError('python-missing', `Python 3.11 or newer is needed, and none was found${found}`, {
    hint: 'install Python 3.11 or newer, or name one with LIFTLOCK_PYTHON',
  })
}

/** A name that is no program is passed over; an interruption is not. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof StageError)) throw error
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
