import { constants, open } from 'node:fs/promises'

/**
 * Reads a file that commands wrote. Undefined for anything but a file of at most this size: a link could lead to a file
 * of the user, and a pipe could never end.
 */
export async function readOwnText(path: string, mostBytes: number): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const stats = await file.stat()
    return stats.isFile() && stats.size <= mostBytes ? (await file.readFile()).toString('utf8') : undefined
  } finally {
    await file.close()
  }
}
