/** A text as a pattern that matches exactly this text (ECMA-262, "Patterns": the syntax characters). */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
