import { pythonStretches } from '../../expressions/python-strings.ts'
import type { Source } from '../../model/types/element.ts'
import { indentedPython } from './indented-python.ts'
import type { PythonNode } from './python-layout.ts'

/** A function whose body is unchanged code of the model. The comment above names its position in the model. */
export function codeFunction(name: string, parameters: readonly string[], source: Source): string {
  const { file, line } = source.place
  const body = indentedPython(source.text)
  const statements = /^[ \t]*[^\s#]/m.test(source.text) ? body : `${body}${body === '' ? '' : '\n'}    pass`
  return `# ${commented(file)}:${line ?? 1}\ndef ${name}(${parameters.join(', ')}):\n${statements}`
}

/** Functions between the imports and the rest of a module, with blank lines as required by Python's style. */
export function functionBlock(functions: readonly string[]): string {
  return functions.length === 0 ? '' : `\n${functions.join('\n\n\n')}\n\n`
}

/** `lambda flow: <expression>`, in parentheses if the expression needs them to be one argument. */
export function lambda(parameters: readonly string[], source: Source): PythonNode {
  const text = source.text.trim()
  const head = `lambda ${parameters.join(', ')}: `
  if (/[\n#]/.test(text)) return { open: `${head}(`, code: text, close: ')' }
  return head + (needsParentheses(text) ? `(${text})` : text)
}

/** Text for a comment, without characters that could end the line. */
export function commented(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
}

/** A comma outside brackets would end the argument, and `:=` needs parentheses there. */
function needsParentheses(expression: string): boolean {
  const stretches = pythonStretches(expression)
  const code = stretches.map(({ kind, text }) => (kind === 'string' ? '""' : text)).join('')
  let depth = 0
  for (const { 0: token } of code.matchAll(/:=|[([{)\]},]/g)) {
    if ('([{'.includes(token)) depth += 1
    else if (')]}'.includes(token)) depth -= 1
    else if (depth === 0) return true
  }
  return (
    code.startsWith('*') ||
    stretches.some(({ kind, text }) => kind === 'string' && count(text, '{') !== count(text, '}'))
  )
}

/**
 * Unbalanced braces may mean an f-string that contains strings with the same quotes (Python 3.12), so its end is
 * unknown.
 */
function count(text: string, brace: string): number {
  return text.split(brace).length - 1
}
