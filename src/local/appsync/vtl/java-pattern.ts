import { TemplateError } from './template-error.ts'

/** Whether the whole text matches, as `Pattern.matches` decides. @throws TemplateError when the pattern is wrong */
export function javaMatches(source: string, text: string): boolean {
  const { source: pattern, flags } = javaPattern(source)
  return new RegExp(`^(?:${pattern})$`, flags).test(text)
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
  if (!pattern) throw new TemplateError(`PatternSyntaxException: "${source}" is no regular expression`)
  return pattern
}

/** Undefined when the pattern is wrong; with the flag `u` more of them are. */
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
