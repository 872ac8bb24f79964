import { mkdir, readFile } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { parseRecord } from '../../../core/documents/stored-record.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { replaceFile } from '../store/replace-file.ts'

/** Folders of this machine that stand for repositories, by `FullRepositoryId`. */
export type SourceFolders = Readonly<Record<string, string>>

const schema = z.record(z.string(), z.string().refine(isAbsolute, 'is no absolute path'))

/** @throws StageError `local-unavailable` when the file is damaged */
export async function readSourceFolders(path: string): Promise<SourceFolders> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  return parseRecord(text, schema, {
    name: path,
    reason: 'local-unavailable',
    hint: 'remove the file, and give the folders of your sources again',
  })
}

/**
 * Keeps folders beside those that are known.
 * @param given each as `<FullRepositoryId>=<folder>`
 * @throws StageError `input-invalid` for another form
 */
export async function keepSourceFolders(path: string, given: readonly string[]): Promise<void> {
  const folders = given.map((each) => {
    const [, id, folder] = /^([\w.-]+(?:\/[\w.-]+)+)=(.+)$/s.exec(each) ?? []
    if (id === undefined || folder === undefined)
      throw new StageError('input-invalid', `the source ${JSON.stringify(each)} is not <owner>/<name>=<folder>`, {
        hint: 'give the FullRepositoryId of the pipeline, and the folder of your checkout',
      })
    return [id, resolve(folder)] as const
  })
  if (folders.length === 0) return
  const all = { ...(await readSourceFolders(path)), ...Object.fromEntries(folders) }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  replaceFile(path, `${JSON.stringify(all, undefined, 2)}\n`)
}
