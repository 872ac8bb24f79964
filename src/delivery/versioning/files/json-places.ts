import { type Place, unclear } from './place.ts'

/** An object or array that is open while the text is read. */
interface Open {
  readonly isObject: boolean
  /** The member that is being read. */
  key: string | undefined
}

const token = /"(?:[^"\\\n\r]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+|"/g
const mostLevels = 200

/**
 * Finds the strings at a path of members, such as `packages`, ``, `version`. All of them count, because readers differ in
 * which of two equal members they take. Arrays have no members.
 * @throws StageError `version-unclear` for a text that is not JSON in its structure
 */
export function jsonPlaces(text: string, path: readonly string[], file: string): readonly Place[] {
  const places: Place[] = []
  const open: Open[] = []
  let before = ''
  for (const { 0: word, index } of text.matchAll(token)) {
    const top = open.at(-1)
    if (word === '{' || word === '[') {
      open.push({ isObject: word === '{', key: undefined })
      if (open.length > mostLevels) throw unclear(file, `has more than ${mostLevels} levels`)
    } else if (word === '}' || word === ']') {
      if (open.pop()?.isObject !== (word === '}')) throw unclear(file, `is no JSON: ${word} at character ${index + 1}`)
    } else if (word === ',' && top !== undefined) top.key = undefined
    else if (word === '"') throw unclear(file, `is no JSON: a string without an end at character ${index + 1}`)
    else if (word.startsWith('"') && top?.isObject && top.key === undefined) top.key = wordOf(word, file)
    else if (word.startsWith('"') && before === ':' && isAt(open, path))
      places.push({ start: index + 1, end: index + word.length - 1 })
    before = word
  }
  if (open.length > 0) throw unclear(file, 'is no JSON: its end is missing')
  return places
}

function isAt(open: readonly Open[], path: readonly string[]): boolean {
  return open.length === path.length && open.every(({ isObject, key }, level) => isObject && key === path[level])
}

/** A member may be written with escapes. */
function wordOf(quoted: string, file: string): string {
  const inner = quoted.slice(1, -1)
  if (!inner.includes('\\')) return inner
  const plain: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
  return inner.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, sign: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    if (sign === 'u') throw unclear(file, 'is no JSON: a wrong escape')
    return plain[sign!] ?? sign!
  })
}
