import { createContext, Script } from 'node:vm'
import { TemplateError } from '../template-error.ts'

/** Whether the whole text matches, as `Pattern.matches` decides. @throws TemplateError when the pattern is invalid */
export function javaMatches(source: string, text: string): boolean {
  const { source: pattern, flags } = javaPattern(source)
  return searched(new RegExp(`^(?:${pattern})$`, flags), text).length > 0
}

/** Time limit of one search: a pattern may take time that grows with the square of the text's length, or far more. */
const limitMilliseconds = 1_000
const search = new Script('found = Array.from(text.matchAll(pattern))')
const searches = createContext(Object.create(null))

/**
 * All matches of the pattern; without the flag `g`, only the first.
 * @throws TemplateError when it takes too long
 */
export function searched(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  if (!pattern.global) return searched(new RegExp(pattern.source, `${pattern.flags}g`), text).slice(0, 1)
  Object.assign(searches, { pattern, text })
  try {
    return search.runInContext(searches, { timeout: limitMilliseconds })
  } catch {
    throw new TemplateError(`The regular expression "${pattern.source}" takes longer than ${limitMilliseconds} ms`)
  } finally {
    Object.assign(searches, { pattern: undefined, text: undefined, found: undefined })
  }
}

/**
 * A regular expression of `java.util.regex`, in the subset that both languages share.
 * @throws TemplateError when the pattern is wrong
 */
export function javaPattern(source: string, flags = ''): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(source)
  const text = source
    .slice(inline?.[0].length ?? 0)
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\p\{(Alpha|Digit|Alnum|Upper|Lower|Punct|Space|XDigit)\}/g, (_, name: string) => posix[name] ?? '')
    .replace(/([*+?}])\+/g, '$1')
  const all = `${flags}${inline?.[1] ?? ''}`
  const pattern = compiled(text, `${all}u`) ?? compiled(text, all)
  if (!pattern) throw new TemplateError(`PatternSyntaxException: "${source}" is not a valid regular expression`)
  return pattern
}

/** Undefined when the pattern is invalid. The flag `u` makes more patterns invalid. */
function compiled(text: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(text, flags)
  } catch {
    return undefined
  }
}

const posix: Readonly<Record<string, string>> = {
  Alpha: '[A-Za-z]',
  Digit: '[0-9]',
  Alnum: '[A-Za-z0-9]',
  Upper: '[A-Z]',
  Lower: '[a-z]',
  Punct: '[!-\\/:-@\\[-`{-~]',
  Space: '[ \\t\\n\\x0B\\f\\r]',
  XDigit: '[0-9A-Fa-f]',
}
