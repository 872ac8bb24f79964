/** Something that takes the place of a stretch of a text; an empty stretch is an insertion. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text with its edits; one that lies inside of another stretch is left out. Insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || spanOrder(a) - spanOrder(b))
  let result = ''
  let from = 0
  for (const edit of sorted) {
    if (edit.start < from) continue
    result += text.slice(from, edit.start) + edit.text
    from = edit.end
  }
  return result + text.slice(from)
}

/** Insertions first, then the longest stretch. */
function spanOrder({ start, end }: Edit): number {
  return start === end ? Number.NEGATIVE_INFINITY : -(end - start)
}
