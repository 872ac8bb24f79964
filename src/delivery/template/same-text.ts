/**
 * Whether a text that the service returns is the one that was sent. The service sometimes changes line ends, and shows
 * each letter outside ASCII as one or two question marks.
 */
export function isSameText(sent: string, given: string): boolean {
  const [left, right] = [sent, given].map((text) => text.replace(/\r\n?/g, '\n')) as [string, string]
  // If any letter outside ASCII came back, the service did not replace them.
  return left === right || (!beyondAscii.test(right) && beyondAscii.test(left) && replaced(left) === replaced(right))
}

const beyondAscii = /[\x80-\u{10ffff}]/u

function replaced(text: string): string {
  return text.replace(/[?\x80-\u{10ffff}]+/gu, '?')
}
