/** The packages of a lock in pip's format, by key (`packageKey`): each requirement with its continuation lines. */
export function lockedPackages(lock: string): readonly (readonly [key: string, block: string])[] {
  const logical = lock
    .replace(/\r\n?/g, '\n')
    .replace(/\\\n[ \t]*/g, '\\\n    ')
    .split(/(?<!\\)\n/)
  return logical.flatMap((block) => {
    const name = /^([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(block)?.[1]
    return name === undefined ? [] : [[packageKey(name), block.trimEnd()] as const]
  })
}

/** The version of each package in a lock, by its key; the empty text for one that is not pinned. */
export function lockedVersions(lock: string): ReadonlyMap<string, string> {
  const pinned = /^[A-Za-z0-9._-]+(?:\s*\[[^\]]*\])?\s*===?\s*([\w.!+-]+)/
  return new Map(lockedPackages(lock).map(([key, block]) => [key, pinned.exec(block)?.[1] ?? '']))
}

/** The normalised name of a package (PEP 503), without extras. */
export function packageKey(name: string): string {
  return name
    .replace(/\s*\[.*$/s, '')
    .toLowerCase()
    .replace(/[-_.]+/g, '-')
}
