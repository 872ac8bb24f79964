/** A replacement for a range of a text. An empty range is an insertion. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Applies the edits. An edit inside the range of another is dropped. Insertions at the same position keep their order.
 */
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

/** Insertions first, then the longest range. */
function spanOrder({ start, end }: Edit): number {
  return start === end ? Number.NEGATIVE_INFINITY : -(end - start)
}
