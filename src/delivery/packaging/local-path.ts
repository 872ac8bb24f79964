import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { refuseSecretPath } from './secret-files.ts'

/** A path of a template that exists on disk. */
export interface LocalPath {
  readonly absolute: string
  /** Relative to the root, with `/`: its name in the release. */
  readonly shown: string
  readonly kind: 'file' | 'folder'
}

/** The folder that local paths are relative to, and the folder that they may not leave; both absolute. */
export interface PathScope {
  readonly folder: string
  readonly root: string
}

/** Whether a value is a local path: neither an address, nor a dynamic reference of the service (`{{resolve:…}}`). */
export function isLocalPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/^(s3|https?):\/\/|^\{\{resolve:/i.test(value)
}

/**
 * Looks up a path of a template.
 * @param owner names the property, for messages
 * @throws StageError `path-escapes` when it, or a link on the way, leads out of the root, `file-missing` when it does
 * not exist, `secret-included` when it is a file or folder in which tools keep passwords and keys
 */
export async function findLocal(files: Files, scope: PathScope, path: string, owner: string): Promise<LocalPath> {
  const absolute = isAbsolute(path) ? resolve(path) : resolve(join(scope.folder, path))
  const escapes = (where: string) =>
    new StageError('path-escapes', `${owner} is ${path}, which leads out of ${scope.root}${where}`, {
      hint: next`move the files, or name a folder above both with ${input('root')}`,
    })
  if (!isWithin(scope.root, absolute)) throw escapes('')
  const kind = await files.kind(absolute)
  if (kind === undefined)
    throw new StageError('file-missing', `${owner} is ${path}, but there is no such file or folder`, {
      hint: `paths are looked up in ${scope.folder}`,
    })
  const [real, root] = await Promise.all([files.realPath(absolute), files.realPath(scope.root)])
  if (!isWithin(root, real)) throw escapes(` by a link, to ${real}`)
  const shown = relative(scope.root, absolute).split(sep).join('/') || '.'
  refuseSecretPath(owner, shown, relative(root, real).split(sep).join('/'))
  return { absolute, kind, shown }
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}
