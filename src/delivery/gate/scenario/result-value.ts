/**
 * The value at a dotted path, where whole numbers index lists. Undefined when any step is missing. Only own members
 * count, so `constructor` is a name like any other.
 */
export function valueAt(result: unknown, path: string): unknown {
  let value = result
  for (const part of path.split('.').filter((each) => each !== '')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

/**
 * Whether an actual value equals the expected text, compared by type (model format 13.5). Numbers compare as numbers,
 * `Float` with a relative tolerance of 1e-9, booleans in any letter case, the rest as text. A missing value never
 * matches, and `#` matches anything.
 */
export function matches(expected: string, type: string, found: unknown): boolean {
  if (found === undefined || found === null) return false
  if (expected === '#') return true
  if (type === 'Int' || type === 'Float' || type === 'Numeric') return sameNumber(Number(expected), found, type)
  const text = typeof found === 'string' ? found : JSON.stringify(found)
  return type === 'Boolean' ? text.toLowerCase() === expected.trim().toLowerCase() : text === expected
}

function sameNumber(expected: number, found: unknown, type: string): boolean {
  if (typeof found !== 'number' && (typeof found !== 'string' || found.trim() === '')) return false
  const number = Number(found)
  if (type === 'Int' || expected === number) return expected === number
  return Math.abs(expected - number) <= 1e-9 * Math.max(Math.abs(expected), Math.abs(number))
}

/** Decodes every string that begins with `base64:` and holds UTF-8 (model format 16.6); others stay as they are. */
export function decoded(value: unknown): unknown {
  if (typeof value === 'string') return decodedText(value)
  if (Array.isArray(value)) return value.map(decoded)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, decoded(each)]))
}

function decodedText(text: string): string {
  const code = text.startsWith('base64:') ? text.slice(7) : ''
  if (code === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(code)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(code, 'base64'))
  } catch {
    return text
  }
}
