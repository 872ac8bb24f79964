/**
 * Replaces what stands between an opening and the next closing brace, such as `${Name}`. It goes forward only, so that a text full of
 * openings without an end takes no longer than any other of its length.
 * @param close what ends it; the content has no closing brace
 * @param replace gets the content and the whole; undefined leaves it
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

/** What stands between each opening and the next closing brace, in order. */
export function enclosedIn(text: string, open: string): readonly string[] {
  const found: string[] = []
  replaceEnclosed(text, open, '}', (inner, whole) => {
    found.push(inner)
    return whole
  })
  return found
}
