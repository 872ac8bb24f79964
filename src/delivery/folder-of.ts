import { dirname } from 'node:path'
import type { Files } from '../core/ports/files.ts'

/** The folder of a path: for a file, such as liftlock.yml or a compiled model, the folder that contains it. */
export async function folderOf(files: Files, path: string): Promise<string> {
  return (await files.kind(path)) === 'file' ? dirname(path) : path
}
