import type { FileEntry, Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import { maximumEntries, nameFault } from './zip-format.ts'

/** Names that never enter an archive, wherever they stand (docs/stages/package.md lists them). */
export const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '.DS_Store',
  'Thumbs.db',
  'desktop.ini',
  '__pycache__',
  '.pytest_cache',
  '.ruff_cache',
  '.mypy_cache',
  '.venv',
  '.liftlock',
  '.aws-sam',
  // Files in which tools keep passwords and tokens; no function reads them.
  '.aws',
  '.git-credentials',
  '.netrc',
  '.npmrc',
  '.pypirc',
  '.docker',
  '.ssh',
])

/**
 * The files of a folder that go into its archive, by path bytes; empty folders are not among them.
 * @throws StageError `file-missing` for an empty folder, `input-invalid` for a name no archive may hold
 */
export async function packedFiles(files: Files, folder: string): Promise<readonly FileEntry[]> {
  const entries = (await files.walk(folder)).filter(({ path }) => !path.split('/').some((step) => leftOut.has(step)))
  if (entries.length === 0)
    throw new StageError('file-missing', `${folder} holds no file to package`, {
      hint: `${[...leftOut].join(', ')} are left out`,
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
