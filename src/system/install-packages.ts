import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Processes } from '../core/ports/processes.ts'
import { StageError } from '../core/run/stage-error.ts'

export interface InstallOptions {
  /** The command that starts pip for the virtual environment, with its first arguments. */
  readonly pip: readonly [string, ...string[]]
  /** A file of pinned requirements with hashes. */
  readonly requirements: string
  /**
   * Folder for the downloaded packages. Packages in it are installed without the index; missing ones are downloaded
   * into it first. Undefined to keep nothing.
   */
  readonly packages?: string | undefined
  readonly processes: Pick<Processes, 'run'>
  /** Called when the folder does not match the requirements, and the index is used instead. */
  readonly onUnusable?: ((text: string) => void) | undefined
}

/** Python compiles modules when it imports them; compiling all of them would take longer than the installation. */
const install = ['install', '--no-compile']

/**
 * Installs requirements into a virtual environment. Each package is checked by its hash, whatever its source.
 * @throws StageError `dependency-unavailable`
 */
export async function installPackages(options: InstallOptions): Promise<void> {
  const { packages } = options
  if (packages === undefined) return unlessRefused(await pip(options, ...install))
  const kept = ['--no-index', '--find-links', packages]
  if (existsSync(packages)) {
    const refusal = await pip(options, ...install, ...kept)
    if (refusal === undefined) return
    options.onUnusable?.(`the packages kept in ${packages} are fetched again: ${refusal}`)
    await rm(packages, { recursive: true, force: true })
  }
  await download(options, packages)
  unlessRefused(await pip(options, ...install, ...kept))
}

/** Downloads into a folder beside the final one, so that the final folder is either complete or absent. */
async function download(options: InstallOptions, packages: string): Promise<void> {
  const beside = `${packages}.${randomBytes(4).toString('hex')}`
  try {
    unlessRefused(await pip(options, 'download', '--dest', beside))
    await rename(beside, packages).catch((error: unknown) => {
      // Another run downloaded the same packages first.
      if (!existsSync(packages)) throw error
    })
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

/** Runs pip. @returns the end of pip's message if it failed, else undefined */
async function pip(options: InstallOptions, ...args: readonly string[]): Promise<string | undefined> {
  const { processes, requirements } = options
  const [command, ...first] = options.pip
  const checked = ['--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes', '--only-binary=:all:']
  const { exitCode, stderr } = await processes.run(command, [...first, ...args, ...checked, '-r', requirements], {
    packageIndex: true,
  })
  if (exitCode === 0) return undefined
  const lines = stderr.trim().split('\n')
  // For a wrong hash, the last lines hold only the two hashes. For an exception, the last line holds its text.
  const named = lines.filter((line) => /^ERROR: (?!Exception:)/.test(line)).at(-1)
  return (named ?? lines.at(-1) ?? '').replace(/^ERROR: /, '')
}

function unlessRefused(refusal: string | undefined): void {
  if (refusal === undefined) return
  throw new StageError('dependency-unavailable', `the Python packages cannot be installed: ${refusal}`, {
    hint: 'the first run needs the Python package index; afterwards it works offline',
  })
}
