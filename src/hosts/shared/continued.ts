/**
 * Indents all lines of a text except the first. Readers look at the margin for messages of the toolkit, so a name with
 * a line break must not add a line there. Lines that are already indented stay as they are.
 */
export function continued(text: string): string {
  return text.replace(/\n(?=\S)/g, '\n  ')
}
