/**
 * Whether a text matches a pattern in which `*` stands for any text and `?` for one character. It returns only to the
 * last star. So it takes at most the length of the pattern times that of the text.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, position, star, behind] = [0, 0, -1, 0]
  while (position < text.length) {
    if (pattern[at] === '*') {
      star = at
      behind = position
      at += 1
    } else if (pattern[at] === '?' || pattern[at] === text[position]) {
      at += 1
      position += 1
    } else if (star !== -1) {
      at = star + 1
      behind += 1
      position = behind
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
