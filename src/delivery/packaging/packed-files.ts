import type { FileEntry } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { maximumEntries, nameFault } from '../archive/zip-format.ts'
import { warnOfSecrets, withoutSecrets } from './secret-files.ts'

/**
 * Names that are left out of every archive at any depth, in upper or lower case (docs/stages/package.md lists them).
 */
const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '.ds_store',
  'thumbs.db',
  'desktop.ini',
  '__pycache__',
  '.pytest_cache',
  '.ruff_cache',
  '.mypy_cache',
  '.venv',
  '.liftlock',
  '.aws-sam',
])

/** Whether a file or folder of this name stays out of every archive. */
export function isLeftOut(name: string): boolean {
  return leftOut.has(name.toLowerCase())
}

/**
 * The files of a folder for its archive, sorted by the bytes of their paths, without empty folders. Files in which
 * tools keep passwords, tokens and keys are left out and reported.
 * @param name of the folder, for messages
 * @throws StageError `file-missing` for an empty folder, `input-invalid` for a name that no archive may contain
 */
export async function packedFiles(
  { files, report }: Pick<Context, 'files' | 'report'>,
  folder: string,
  name: string,
): Promise<readonly FileEntry[]> {
  const all = (await files.walk(folder, isLeftOut)).filter(({ target = '' }) => !target.split('/').some(isLeftOut))
  const secrets: string[] = []
  const entries = await withoutSecrets(files, folder, all, (path) => secrets.push(path))
  warnOfSecrets(report, name, secrets)
  if (entries.length === 0)
    throw new StageError('file-missing', `${folder} contains no file to package`, {
      hint: `${[...leftOut].join(', ')} and files in which tools keep passwords and keys are left out`,
    })
  if (entries.length > maximumEntries)
    throw new StageError('input-invalid', `${folder} holds ${entries.length} files; an archive takes ${maximumEntries}`)
  for (const { path } of entries) {
    const fault = nameFault(path)
    if (fault !== undefined)
      throw new StageError('input-invalid', `the name ${JSON.stringify(path)} in ${folder} ${fault}`, {
        hint: 'rename the file; an archive with this name is read in different ways',
      })
  }
  return entries
}
