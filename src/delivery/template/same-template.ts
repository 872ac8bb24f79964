import { literalStretches } from '../../core/text/literals.ts'
import { isSameText } from './same-text.ts'

/**
 * Whether the service gives back the template that was sent. It may add or drop blanks around the text and at the ends of
 * lines; blanks between the tokens of JSON mean nothing.
 */
export function isSameTemplate(sent: string, given: string): boolean {
  if (sent === given) return true
  const [left, right] = [trimmed(sent), trimmed(given)]
  // YAML may begin like JSON, and there blanks are part of a text.
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

/** From the end backwards: looked for from the front, blanks inside of a line would be read once for each of them. */
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

/** JSON without the blanks between its tokens. */
function withoutBlanks(json: string): string {
  return literalStretches(json, [{ open: '"', close: '"', escapes: true }])
    .map(({ kind, text }) => (kind === 'literal' ? text : text.replace(/\s+/g, '')))
    .join('')
}
