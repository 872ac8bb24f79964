import { TemplateError } from '../template-error.ts'
import { javaMatches, javaPattern, searched } from './pattern.ts'
import { absent, javaText } from './values.ts'

/** Methods of java.lang.String (Java 8); `absent` for any other method. */
export function callStringMethod(target: string, name: string, values: readonly unknown[]): unknown {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  return method ? method(target, ...values) : absent
}

const methods: Readonly<Record<string, (target: string, ...values: readonly unknown[]) => unknown>> = {
  charAt: (target, index) => slice(target, Number(index), Number(index) + 1),
  compareTo: (target, other) => compare(target, javaText(other)),
  compareToIgnoreCase: (target, other) => compare(target.toLowerCase(), javaText(other).toLowerCase()),
  concat: (target, other) => target + javaText(other),
  contains: (target, part) => target.includes(javaText(part)),
  endsWith: (target, part) => target.endsWith(javaText(part)),
  equalsIgnoreCase: (target, other) => typeof other === 'string' && target.toLowerCase() === other.toLowerCase(),
  getBytes: (target) => new TextEncoder().encode(target),
  hashCode: (target) => [...Array(target.length).keys()].reduce((sum, at) => (31 * sum + target.charCodeAt(at)) | 0, 0),
  indexOf: (target, part, from) => target.indexOf(javaText(part), Number(from ?? 0)),
  isEmpty: (target) => target === '',
  lastIndexOf: (target, part) => target.lastIndexOf(javaText(part)),
  length: (target) => target.length,
  matches: (target, pattern) => javaMatches(javaText(pattern), target),
  replace: (target, part, by) => target.replaceAll(javaText(part), () => javaText(by)),
  replaceAll: (target, pattern, by) => replace(target, javaPattern(javaText(pattern), 'g'), javaText(by)),
  replaceFirst: (target, pattern, by) => replace(target, javaPattern(javaText(pattern)), javaText(by)),
  split: (target, pattern, limit) => split(target, javaText(pattern), Number(limit ?? 0)),
  startsWith: (target, part, from) => target.startsWith(javaText(part), Number(from ?? 0)),
  substring: (target, from, to) => slice(target, Number(from), to === undefined ? target.length : Number(to)),
  toLowerCase: (target) => target.toLowerCase(),
  toUpperCase: (target) => target.toUpperCase(),
  // Java trims every character up to U+0020.
  trim: (target) => target.replace(/^[\0- ]+|(?<![\0- ])[\0- ]+$/g, ''),
}

function slice(target: string, from: number, to: number): string {
  if (from < 0 || to > target.length || from > to) {
    throw new TemplateError(`StringIndexOutOfBoundsException: begin ${from}, end ${to}, length ${target.length}`)
  }
  return target.slice(from, to)
}

function compare(left: string, right: string): number {
  const at = [...left].findIndex((sign, index) => sign !== right[index])
  if (at === -1 || at >= right.length) return left.length - right.length
  return left.charCodeAt(at) - right.charCodeAt(at)
}

function replace(target: string, pattern: RegExp, by: string): string {
  searched(pattern, target)
  return target.replace(pattern, replacement(by))
}

/** Converts a replacement from Java to JavaScript: a dollar sign is `\$` in Java, and `$$` in JavaScript. */
function replacement(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === '$' ? '$$' : sign)).replace(/\$0/g, () => '$&')
}

/** Without a limit, Java drops empty strings at the end. */
function split(target: string, pattern: string, limit: number): string[] {
  const parts: string[] = []
  let start = 0
  for (const found of searched(javaPattern(pattern, 'g'), target)) {
    if (limit > 0 && parts.length === limit - 1) break
    if (found[0] === '' && (found.index === 0 || found.index >= target.length)) continue
    parts.push(target.slice(start, found.index))
    start = found.index + found[0].length
  }
  parts.push(target.slice(start))
  while (limit === 0 && parts.length > 1 && parts.at(-1) === '') parts.pop()
  return parts
}
