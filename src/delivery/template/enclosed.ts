/**
 * Replaces each part from an opening to the next closing brace, such as `${Name}`. It only moves forward, so that many
 * openings without a closing brace take no more time than other texts of that length.
 * @param close the text that closes it; the content has no closing brace
 * @param replace takes the content and the whole part, and returns undefined to leave it as it is
 */
export function replaceEnclosed(
  text: string,
  open: string,
  close: '}' | '}}',
  replace: (inner: string, whole: string) => string,
): string {
  let result = ''
  let from = 0
  for (let start = text.indexOf(open); start !== -1; start = text.indexOf(open, from)) {
    const end = text.indexOf('}', start + open.length)
    if (end === -1) break
    const closed = text.startsWith(close, end)
    const after = closed ? end + close.length : end
    const whole = text.slice(start, after)
    result += text.slice(from, start) + (closed ? replace(text.slice(start + open.length, end), whole) : whole)
    from = after
  }
  return result + text.slice(from)
}

/** The contents between each opening and the next closing brace, in order. */
export function enclosedIn(text: string, open: string): readonly string[] {
  const found: string[] = []
  replaceEnclosed(text, open, '}', (inner, whole) => {
    found.push(inner)
    return whole
  })
  return found
}
