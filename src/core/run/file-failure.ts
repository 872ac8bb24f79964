import { StageError } from './stage-error.ts'

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const refused = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'ELOOP', 'EMFILE'])

/**
 * Explains an error of the file system; undefined for any other error.
 * @param path names the file if the error does not
 * @returns StageError `disk-full` or `file-unreadable`
 */
export function fileFailure(error: unknown, path?: string, hint?: string): StageError | undefined {
  const { code = '', path: own, message } = (error ?? {}) as { code?: string; path?: string; message?: string }
  const where = path ?? own
  if (full.has(code))
    return new StageError('disk-full', `${where ?? 'a file'} cannot be written: the disk is full`, {
      hint: 'make room and run again; what was there before is unchanged',
      cause: error,
    })
  if (!refused.has(code) || where === undefined) return undefined
  return new StageError('file-unreadable', `${where} cannot be written or read: ${message}`, {
    hint: hint ?? 'let this user write there, or name another folder',
    cause: error,
  })
}
