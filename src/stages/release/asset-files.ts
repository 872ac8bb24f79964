import { basename, extname } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { AssetFile } from '../../delivery/releasing/finish-release.ts'

const types: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.tgz': 'application/gzip',
  '.txt': 'text/plain',
  '.zip': 'application/zip',
}

/**
 * Reads the files of a release before anything is written.
 * @throws StageError `file-missing`, and `input-invalid` for two files of one name
 */
export async function assetFiles(files: Files, paths: readonly string[]): Promise<readonly AssetFile[]> {
  const names = paths.map((path) => basename(path))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new StageError('input-invalid', `two assets have the name ${twice}`, { hint: 'rename one of them' })
  return Promise.all(
    paths.map(async (path) => ({
      name: basename(path),
      contentType: types[extname(path)] ?? 'application/octet-stream',
      content: await files.readBytes(path),
    })),
  )
}
