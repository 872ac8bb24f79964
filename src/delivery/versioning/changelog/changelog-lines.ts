/** A heading of a changelog. */
export interface ChangelogHeading {
  /** Where its line begins, and where the text below it begins. */
  readonly start: number
  readonly end: number
  readonly level: number
  /** The version that it names, or that it is the one of what waits. */
  readonly names: { readonly kind: 'version'; readonly version: string } | { readonly kind: 'unreleased' }
}

/**
 * Finds the headings of releases in a changelog. Lines inside code between fences and inside comments are no headings.
 * Headings underlined with `=` or `-` count too.
 */
export function changelogHeadings(text: string): readonly ChangelogHeading[] {
  const headings: ChangelogHeading[] = []
  let hidden: string | undefined
  let before: { readonly text: string; readonly start: number } | undefined
  for (const { line, start, end } of linesWithOffsets(text)) {
    const wasHidden = hidden
    hidden = hiddenAfter(line, hidden)
    if (wasHidden !== undefined || hidden !== undefined) {
      before = undefined
      continue
    }
    const [, signs, title] = /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(line) ?? []
    const underline =
      before !== undefined && before.text.trim() !== '' ? /^ {0,3}(=+|-{2,})[ \t]*$/.exec(line)?.[1] : undefined
    if (title !== undefined) add(title, { start, end, level: signs!.length })
    else if (underline !== undefined)
      add(before!.text, { start: before!.start, end, level: underline[0] === '=' ? 1 : 2 })
    before = { text: line, start }
  }
  return headings

  function add(title: string, at: Omit<ChangelogHeading, 'names'>): void {
    const version = versionIn(title)
    if (/^\W*unreleased\b/i.test(title)) headings.push({ ...at, names: { kind: 'unreleased' } })
    else if (version !== undefined) headings.push({ ...at, names: { kind: 'version', version } })
  }
}

/** `1.2.3`, `[1.2.3](…)`, `v1.2.3`, `Version 1.2.3 - 2020-01-01`, `name@1.2.3`; a date alone is no version. */
function versionIn(title: string): string | undefined {
  const pattern =
    /^\W{0,5}(?:(?:version|release)\s+)?(?:[\w./@-]{0,100}?[@v/-])?v?(\d+\.\d+\.\d+(?:-[0-9a-z.-]*[0-9a-z])?)(?![\d.])/i
  return pattern.exec(title.slice(0, 300))?.[1]
}

/** What hides the lines after this one: a fence, or `-->` for a comment. */
function hiddenAfter(line: string, hidden: string | undefined): string | undefined {
  if (hidden === '-->') return line.includes('-->') ? undefined : hidden
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
  if (hidden !== undefined) return fence?.startsWith(hidden) && line.trim() === fence ? undefined : hidden
  if (fence !== undefined) return fence
  const comment = line.lastIndexOf('<!--')
  return comment >= 0 && !line.includes('-->', comment) ? '-->' : undefined
}

function* linesWithOffsets(text: string) {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found + 1
    yield {
      line: text
        .slice(start, end)
        .replace(/\r?\n$/, '')
        .replace(/^\ufeff/, ''),
      start,
      end,
    }
    start = end
  }
}
