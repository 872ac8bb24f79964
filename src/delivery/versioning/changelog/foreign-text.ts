import { visible } from '../../../core/text/visible.ts'

/** How numbers of issues become links; undefined leaves them as text. */
export type IssueAddress = ((number: string) => string) | undefined

/**
 * Makes text of a commit or a note harmless in Markdown, for a changelog, a release and a pull request. It stays readable
 * in both forms: code between backticks stays code, and anything that GitHub would make a mention, a link or a reference
 * becomes code. So it notifies nobody, closes no issue, and is no markup, HTML or comment (GitHub Flavored Markdown Spec).
 * Numbers of issues are linked by us, except behind words that close an issue.
 * @param mostCharacters longer texts are cut
 */
export function foreignText(text: string, issue: IssueAddress, mostCharacters: number): string {
  const line = shortened(visible(text.replace(/\s+/g, ' ').trim()), mostCharacters)
  if (/^[\w ,.;'"/()?:=%^-]*$/.test(line) && !special.test(line)) return atStart(line)
  let result = ''
  let last = 0
  for (const match of line.matchAll(tokens)) {
    result += escaped(line.slice(last, match.index)) + token(match, line, issue)
    last = match.index + match[0].length
  }
  return atStart(result + escaped(line.slice(last)))
}

/** Words with a meaning of their own, without one of the signs that are escaped. */
const special = /www\.|gh-\d|:\/\//i

/**
 * Code, addresses (autolinks of GFM: `https://`, `www.`, `a@b.c`), mentions, and references to issues and commits. Each
 * alternative begins with a sign of its own or is bounded, so that no text takes long.
 */
const tokens =
  /(?<code>(?<!`)(`{1,3})(?!`)[^`]{1,500}(?<!`)\2(?!`))|(?<address>\b[a-z][a-z0-9+.-]{0,20}:\/\/\S+|\bwww\.\S+|\b(?:javascript|data|vbscript|mailto|file):\S+)|(?<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)|(?<mention>@[a-z0-9][\w-]*(?:\/[\w-]+)?)|(?<reference>(?:\b[\w.-]{1,100}\/[\w.-]{1,100}#|(?<![\w&])#)\d{1,12}\b|\bgh-\d{1,12}\b)/gi

function token(match: RegExpExecArray | RegExpMatchArray, line: string, issue: IssueAddress): string {
  const { code, reference } = match.groups!
  const text = match[0]
  if (code !== undefined) return asCode(text.replace(/^`+|`+$/g, ''))
  if (reference === undefined || issue === undefined || !/^#\d+$/.test(text)) return asCode(text)
  return closes.test(line.slice(0, match.index)) ? asCode(text) : `[${text}](${issue(text.slice(1))})`
}

/** GitHub, "Linking a pull request to an issue". */
const closes = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s*\(?$/i

function asCode(text: string): string {
  // A comment in a changelog must not be found by a search for it, and a table must not end.
  const inner = text.trim().replaceAll('`', "'").replaceAll('<!--', '<! --').replaceAll('-->', '-- >')
  return inner === '' ? '' : `\`${inner}\``
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~&$@#!]/g, (sign) => entities[sign] ?? `\\${sign}`)
}

/** So that a search for a comment or a tag in the file finds none. */
const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }

/** At the start of a line, these would begin a heading, a list, a rule or a quotation. */
function atStart(text: string): string {
  return text
    .replace(/^([-+=]|:(?=-)|\d{1,9}(?=[.)]))/, (sign) => (/\d/.test(sign) ? sign : `\\${sign}`))
    .replace(/^(\d{1,9})([.)])/, '$1\\$2')
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
}
