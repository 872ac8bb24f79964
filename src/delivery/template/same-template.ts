import { literalStretches } from '../../core/text/literals.ts'
import { isSameText } from './same-text.ts'

/**
 * Whether the template that the service returns is the one that was sent. The service may add or drop white space
 * around the text and at the ends of lines. White space between the tokens of JSON has no meaning.
 */
export function isSameTemplate(sent: string, given: string): boolean {
  if (sent === given) return true
  const [left, right] = [trimmed(sent), trimmed(given)]
  // YAML may begin like JSON, and there white space can be part of a string.
  if (isJson(left) && isJson(right)) return isSameText(withoutBlanks(left), withoutBlanks(right))
  return isSameText(withoutEndings(left), withoutEndings(right))
}

function trimmed(text: string): string {
  return text.replace(/^\uFEFF/, '').trim()
}

function withoutEndings(yaml: string): string {
  return yaml
    .split('\n')
    .map((line) => line.slice(0, endOf(line)))
    .join('\n')
}

/** Searches backwards from the end: a search from the front would take quadratic time on white space inside a line. */
function endOf(line: string): number {
  let end = line.length
  while (end > 0 && ' \t\r'.includes(line[end - 1]!)) end -= 1
  return end
}

function isJson(text: string): boolean {
  if (!text.startsWith('{')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** JSON without the white space between its tokens. */
function withoutBlanks(json: string): string {
  return literalStretches(json, [{ open: '"', close: '"', escapes: true }])
    .map(({ kind, text }) => (kind === 'literal' ? text : text.replace(/\s+/g, '')))
    .join('')
}
