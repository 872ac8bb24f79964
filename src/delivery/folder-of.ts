import { dirname } from 'node:path'
import type { Files } from '../core/ports/files.ts'

/** The folder that a path means: a file, such as liftlock.yml or a compiled model, stands for the folder in which it lies. */
export async function folderOf(files: Files, path: string): Promise<string> {
  return (await files.kind(path)) === 'file' ? dirname(path) : path
}
