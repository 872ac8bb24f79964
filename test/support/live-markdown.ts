/** What a template, a model or a service may put into every name: a link, an image, a cell, code, a mention, a line, a comment. */
export const hostileText = 'x[a](http://evil)<img src=x>|b`c\\|[d](http://evil)\n# **e** www.evil.com @all <!-- $f$ ```'

/**
 * What of a Markdown text would be markup because of `hostileText`: code and entities are taken out, and what then still has a sign of
 * it is live. An empty comment behind an entity is our own: it keeps GitHub from taking a name for a mention.
 */
export function liveMarkup(markdown: string): readonly string[] {
  const shown = markdown
    .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
    .replace(/`[^`\n]*`/g, '')
    .replace(/&#\d+;(?:<!-- -->)?/g, '')
  return shown.split('\n').filter((line) => /evil\)|:\/\/evil|www\.|<img|<!--|\*\*e|@all|^# |`|\\/.test(line))
}

/** How many cells each row of a table has that differs from its head; empty when every row fits. */
export function brokenRows(markdown: string): readonly string[] {
  let width: number | undefined
  return markdown.split('\n').filter((line) => {
    if (!line.startsWith('|')) {
      width = undefined
      return false
    }
    const cells = line.split('|').length
    width ??= cells
    return cells !== width
  })
}
