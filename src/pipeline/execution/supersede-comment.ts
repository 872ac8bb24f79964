/** What is said when an approval is answered, or an execution stopped, because a newer execution is wanted. */
export function supersedeComment(successor: string): string {
  return `superseded by execution ${successor}`
}

/** The execution that such a comment names; undefined for any other comment. */
export function successorInComment(comment: string | undefined): string | undefined {
  return /^superseded by execution ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(comment?.trim() ?? '')?.[1]
}
