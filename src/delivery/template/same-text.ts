/**
 * Whether a text that the service gives back is the one that was sent: it ends lines in another way at times, and shows each
 * letter outside of ASCII as a question mark, or as two.
 */
export function isSameText(sent: string, given: string): boolean {
  const [left, right] = [sent, given].map((text) => text.replace(/\r\n?/g, '\n')) as [string, string]
  // Only where no such letter came back are they known to be replaced.
  return left === right || (!beyondAscii.test(right) && beyondAscii.test(left) && replaced(left) === replaced(right))
}

const beyondAscii = /[\x80-\u{10ffff}]/u

function replaced(text: string): string {
  return text.replace(/[?\x80-\u{10ffff}]+/gu, '?')
}
