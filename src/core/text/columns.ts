/** Marks that stand on the letter before them, and characters that nobody sees. */
const without = /^[\p{M}\p{Cf}]$/u

/** East Asian letters and pictures, which take two columns (Unicode, UAX 11). */
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]$/u

/** How many columns of a terminal a line takes. */
export function columnsOf(text: string): number {
  // Nearly every line is plain.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return [...text].reduce((sum, character) => sum + widthOf(character), 0)
}

/** The beginning of a line in at most so many columns; one that is cut ends with `…`. */
export function cutToColumns(text: string, most: number): string {
  if (columnsOf(text) <= most) return text
  let taken = 0
  let kept = ''
  for (const character of text) {
    taken += widthOf(character)
    if (taken > most - 1) break
    kept += character
  }
  return `${kept}…`
}

function widthOf(character: string): number {
  return without.test(character) ? 0 : wide.test(character) ? 2 : 1
}
