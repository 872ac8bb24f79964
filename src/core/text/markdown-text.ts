/**
 * Makes text harmless in Markdown: it cannot become markup, a table cell, a second line or a link (GitHub Flavored
 * Markdown Spec, "Autolinks (extension)"). GitHub searches for mentions and issue numbers after it has decoded
 * characters. So an empty comment splits `@name`, `#1` and `GH-1`, and GitHub notifies nobody (cmark-gfm, issue 181).
 */
export function markdownText(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(
      /[\\`*_{}[\]()#+!|<>~&@$]|:(?=\/\/)|(?<=www)\.|-(?<=\bGH-)(?=\d)/gi,
      (character, index: number, text: string) =>
        `&#${character.codePointAt(0)};${reference.test(text.slice(Math.max(0, index - 1), index + 2)) ? '<!-- -->' : ''}`,
    )
}

/** The characters around the sign: after a word, as in an e-mail address, the name is not a mention. */
const reference = /(?:(?<!\w)@[a-z0-9]|[#-]\d)$/i

/** Text as code, on one line and exactly as it is, in tables too. */
export function markdownCode(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim()
  // These characters have a meaning between backticks; the last one only in a table.
  return line === '' || /[`|\\]/.test(line) ? `<code>${markdownText(line)}</code>` : `\`${line}\``
}

/** A block of code with a fence that does not occur in the text. @param language colours it, such as `diff` */
export function markdownBlock(value: string, language: 'text' | 'diff' = 'text'): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${value}\n${fence}`
}

/** A link whose address cannot end the link or a cell of a table. @param markdown the visible part */
export function markdownLink(markdown: string, address: string): string {
  const encoded = (character: string) => `%${character.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0')}`
  return `[${markdown}](${address.replace(/[\s<>()|\\"'`]/g, encoded)})`
}

/** A row of a table; its cells are already Markdown. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
