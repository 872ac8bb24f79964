/**
 * Text that cannot become markup, a table cell, a second line of Markdown, or a link of its own (GitHub Flavored Markdown Spec, "Autolinks
 * (extension)"). GitHub looks for mentions and for numbers of issues when the characters are decoded already, so an empty comment takes
 * `@name`, `#1` and `GH-1` apart, so that GitHub notifies no person (cmark-gfm, issue 181).
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

/** Text as code, shown as it is on one line, in a table as well as outside. */
export function markdownCode(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim()
  // Between backticks these have a meaning, and in a table another one.
  return line === '' || /[`|\\]/.test(line) ? `<code>${markdownText(line)}</code>` : `\`${line}\``
}

/** A block that shows the text as it is, with a fence that the text does not have. */
export function markdownBlock(value: string): string {
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${value}\n${fence}`
}

/** A link whose address ends neither the link nor a cell of a table. @param markdown what is shown */
export function markdownLink(markdown: string, address: string): string {
  const encoded = (character: string) => `%${character.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0')}`
  return `[${markdown}](${address.replace(/[\s<>()|\\"'`]/g, encoded)})`
}

/** A row of a table; the cells are Markdown already. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
