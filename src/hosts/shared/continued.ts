/**
 * A text of which only the first line begins at the margin, where a reader looks for what the toolkit says: a name with a line end in it
 * cannot add a line that looks like one of ours. Lines that are indented already stay.
 */
export function continued(text: string): string {
  return text.replace(/\n(?=\S)/g, '\n  ')
}
