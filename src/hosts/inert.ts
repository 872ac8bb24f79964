/**
 * Text for a log that a runner reads for workflow commands: a line that starts like one gets a zero-width space in front,
 * which keeps it readable and harmless. Forms: GitHub Docs, "Workflow commands for GitHub Actions".
 */
export function inert(text: string): string {
  return text.replaceAll('\r', '').replace(/^(\s*)(::|##\[)/gm, '$1\u200b$2')
}
