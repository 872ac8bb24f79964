import { isSameText } from './same-text.ts'

/**
 * Whether the service gives back the template that was sent. It may add or drop blanks around the text and at the ends of
 * lines; blanks between the tokens of JSON mean nothing.
 */
export function isSameTemplate(sent: string, given: string): boolean {
  return sent === given || isSameText(plain(sent), plain(given))
}

function plain(text: string): string {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  return trimmed.startsWith('{') ? withoutBlanks(trimmed) : trimmed.replace(/[ \t]+$/gm, '')
}

/** JSON without the blanks between its tokens. */
function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\[\s\S])*")|\s+/g, '$1')
}
