import { readdir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A Node.js program of this machine: its version, such as `22.1.0`, and its path. */
export type FoundNode = readonly [version: string, path: string]

const version = /^v?(\d+\.\d+\.\d+)$/

/**
 * The Node.js that runs this, and after it those that the same version manager has installed: they lie beside it, in
 * folders with the names of their versions, such as `versions/node/v22.1.0/bin/node` of nvm. A program of another user is
 * left out, because functions run it.
 */
export async function findNodes(
  own: FoundNode = [process.versions.node, process.execPath],
): Promise<readonly FoundNode[]> {
  const parts = own[1].split(sep)
  const place = parts.findLastIndex((part) => version.test(part))
  if (place < 0) return [own]
  const names = await readdir(join(sep, ...parts.slice(0, place))).catch(() => [])
  const candidates = names.sort().map((name): FoundNode => {
    return [version.exec(name)?.[1] ?? '', join(sep, ...parts.with(place, name))]
  })
  const others = candidates.filter(([found, path]) => found !== '' && path !== own[1])
  const usable = await Promise.all(others.map(([, path]) => isOurs(path)))
  return [own, ...others.filter((_, index) => usable[index])]
}

async function isOurs(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || !found.isFile() || (found.mode & 0o111) === 0) return false
  return found.uid === 0 || found.uid === process.getuid?.()
}
