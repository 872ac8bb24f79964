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
   * Folder that keeps the packages as they were downloaded. What is there is installed without the index, and what is not is
   * put there first; undefined when nothing is kept.
   */
  readonly packages?: string | undefined
  readonly processes: Pick<Processes, 'run'>
  /** Called when what the folder keeps is not what the requirements name, and the index is asked instead. */
  readonly onUnusable?: ((text: string) => void) | undefined
}

/** What is imported is compiled then; compiling everything takes longer than installing it. */
const install = ['install', '--no-compile']

/**
 * Installs requirements into a virtual environment. Each package is checked by its hash, wherever it comes from.
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

/** Into a folder beside the final one, which then is there completely or not at all. */
async function download(options: InstallOptions, packages: string): Promise<void> {
  const beside = `${packages}.${randomBytes(4).toString('hex')}`
  try {
    unlessRefused(await pip(options, 'download', '--dest', beside))
    await rename(beside, packages).catch((error: unknown) => {
      // Somebody else downloaded the same first.
      if (!existsSync(packages)) throw error
    })
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

/** @returns why it did not succeed, in pip's last words; undefined when it did */
async function pip(options: InstallOptions, ...args: readonly string[]): Promise<string | undefined> {
  const { processes, requirements } = options
  const [command, ...first] = options.pip
  const checked = ['--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes', '--only-binary=:all:']
  const { exitCode, stderr } = await processes.run(command, [...first, ...args, ...checked, '-r', requirements], {
    packageIndex: true,
  })
  if (exitCode === 0) return undefined
  const lines = stderr.trim().split('\n')
  // Of a wrong hash the two hashes come last, which say nothing by themselves; of an exception its text.
  const named = lines.filter((line) => /^ERROR: (?!Exception:)/.test(line)).at(-1)
  return (named ?? lines.at(-1) ?? '').replace(/^ERROR: /, '')
}

function unlessRefused(refusal: string | undefined): void {
  if (refusal === undefined) return
  throw new StageError('dependency-unavailable', `the Python packages cannot be installed: ${refusal}`, {
    hint: 'the first run needs the Python package index; afterwards it works offline',
  })
}
