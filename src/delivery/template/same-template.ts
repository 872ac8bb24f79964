/**
 * Whether the service gives back the template that was sent. It may end lines in another way, add or drop blanks around
 * the text, and show letters outside of ASCII as question marks; blanks between the tokens of JSON mean nothing.
 */
export function isSameTemplate(sent: string, given: string): boolean {
  if (sent === given) return true
  const [left, right] = [plain(sent), plain(given)]
  if (left === right) return true
  // Only where no such letter came back are they known to be replaced.
  return !beyondAscii.test(right) && replaced(left) === replaced(right)
}

const beyondAscii = /[^\0-\x7f]/u

function plain(text: string): string {
  const trimmed = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trim()
  return trimmed.startsWith('{') ? withoutBlanks(trimmed) : trimmed.replace(/[ \t]+$/gm, '')
}

/** JSON without the blanks between its tokens. */
function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\[\s\S])*")|\s+/g, '$1')
}

/** How many question marks stand for one letter is not documented. */
function replaced(text: string): string {
  return text.replace(/[?\x80-\u{10ffff}]+/gu, '?')
}
