/** Text that cannot become markup, a table cell, a mention or a second line of Markdown. */
export function markdownText(value: string): string {
  return value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~&@]/g, (character) => `&#${character.codePointAt(0)};`)
}

/** Text as code, shown as it is; backticks and line breaks become spaces. */
export function markdownCode(value: string): string {
  return `\`${value.replace(/[`\s]/g, ' ').replaceAll('|', '\\|')}\``
}
