import { basename, join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type LockedRequirement, parseRequirements } from '../../delivery/packaging/requirements.ts'
import type { TextFile } from '../../generator/model/types/model.ts'
import type { FileTree } from '../../generator/resources.ts'

/**
 * The folder with the packages of a model's lock, for the Python that runs its unit tests. Each package is checked by
 * its hash, and only wheels are taken, so nothing of a package runs while it is installed. Kept in the cache: the
 * second time needs no network.
 * @returns undefined when the model has no lock, or its Python imports nothing but its own modules and the runtime
 * @throws StageError `dependency-unlocked`, `dependency-unavailable`
 */
export async function modelPackages(
  { files, folders, processes, report }: Pick<Context, 'files' | 'folders' | 'processes' | 'report'>,
  { lock, tree, model }: { readonly lock?: TextFile | undefined; readonly tree: FileTree; readonly model: string },
  python: string,
): Promise<string | undefined> {
  if (lock === undefined || !importsOthers(tree)) return undefined
  const path = join(model, lock.path)
  const requirements = parseRequirements(lock.text, path)
  if (requirements.length === 0) return undefined
  const lines = requirements.map(render).sort()
  const folder = join(folders.cache, 'model-packages', sha256([python, ...lines].join('\n')))
  if ((await files.kind(folder)) === 'folder') return folder
  report({ kind: 'progress', text: `installing the packages of ${lock.path} for the unit tests` })
  const temporaryFolder = await files.temporaryFolder('liftlock-model-packages-')
  const beside = `${folder}.${basename(temporaryFolder)}`
  try {
    const list = join(temporaryFolder, 'requirements.txt')
    await files.write(list, lines.join('\n'))
    const { exitCode, stderr } = await processes.run(python, [...pipInstall, '--target', beside, '-r', list], {
      cwd: temporaryFolder,
      environment: { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONDONTWRITEBYTECODE: '1' },
      timeoutSeconds: 300,
      packageIndex: true,
    })
    if (exitCode !== 0) throw unavailable(path, stderr)
    await files.rename(beside, folder).catch(async (error: unknown) => {
      // Another run was faster, with the same packages.
      if ((await files.kind(folder)) !== 'folder') throw error
    })
    return folder
  } finally {
    await files.remove(temporaryFolder)
    await files.remove(beside)
  }
}

const pipInstall = [
  ...['-I', '-m', 'pip', 'install', '--quiet', '--no-compile', '--no-deps'],
  ...['--only-binary=:all:', '--require-hashes'],
]

const pythonFile = /^application\/((?:.+\/)?([^/]+))\.py$/

/** What generated files import beside the application. */
const ours = ['draftsman', 'pathlib', 'sys', '__future__']

/**
 * A statement at the start of a line or after another one; what is imported stands before `as`, and several are divided
 * by commas.
 */
const statements = /(?:^|[;:])[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([^\n;#]+))|\b(__import__|importlib)\b/gm

/**
 * Whether Python of the application imports more than its own modules and the runtime. The standard library counts as
 * more: which modules it has depends on the Python.
 */
function importsOthers(tree: FileTree): boolean {
  const modules = [...tree].flatMap(([path, text]) => {
    const [, whole = '', base = ''] = pythonFile.exec(path) ?? []
    // Modules of lib/ can be imported by their bare names too.
    return whole === '' ? [] : [{ names: [whole.split('/')[0]!, ...(whole.startsWith('lib/') ? [base] : [])], text }]
  })
  const known = new Set([...ours, ...modules.flatMap(({ names }) => names)])
  return modules.some(({ text }) =>
    [...text.matchAll(statements)].some(([, from, several, dynamic]) => {
      const names = from === undefined ? (several ?? '').split(',').map((name) => /\w+/.exec(name)?.[0]) : [from]
      return dynamic !== undefined || names.some((name) => name !== undefined && !known.has(name))
    }),
  )
}

function render({ specifier, hashes }: LockedRequirement): string {
  return [specifier, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(' ')
}

function unavailable(path: string, stderr: string): StageError {
  const errors = stderr.split('\n').filter((line) => /^ERROR/.test(line))
  const cause = errors.at(-1)?.replace(/^ERROR: /, '') ?? stderr.trim().split('\n').at(-1) ?? 'pip gave no reason'
  return new StageError('dependency-unavailable', `the unit tests need the packages of ${path}: ${cause}`, {
    hint: 'check the network, and that each locked package has a wheel for the Python of this machine; then run again',
  })
}
