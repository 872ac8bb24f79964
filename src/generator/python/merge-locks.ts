/**
 * One lock with hashes out of two in pip's format, sorted by package; of a package in both, the second one's version counts.
 * Comments and options are left out: neither belongs into a lock for a layer.
 */
export function mergeLocks(first: string, second: string): string {
  const packages = new Map([...blocks(first), ...blocks(second)])
  return [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, block]) => `${block}\n`)
    .join('')
}

/** By normalised name (PEP 503): the requirement with its continuation lines. */
function blocks(lock: string): [string, string][] {
  const logical = lock
    .replace(/\r\n?/g, '\n')
    .replace(/\\\n[ \t]*/g, '\\\n    ')
    .split(/(?<!\\)\n/)
  return logical.flatMap((block): [string, string][] => {
    const name = /^([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(block)?.[1]
    return name === undefined ? [] : [[name.toLowerCase().replace(/[-_.]+/g, '-'), block.trimEnd()]]
  })
}
