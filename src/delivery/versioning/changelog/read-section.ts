/**
 * The section of one version in a changelog, without its heading and as people left it. Undefined when there is none.
 * Headings of releases have two marks, and the version as the first word, with or without brackets and link
 * (Keep a Changelog 1.1.0).
 */
export function readSection(changelog: string, version: string): string | undefined {
  const lines = changelog.replaceAll('\r\n', '\n').split('\n')
  const fences = fencedLines(lines)
  const isHeading = (line: string, index: number) => line.startsWith('## ') && !fences.has(index)
  const begin = lines.findIndex((line, index) => isHeading(line, index) && headedVersion(line) === version)
  if (begin === -1) return undefined
  const end = lines.findIndex((line, index) => index > begin && isHeading(line, index))
  return lines
    .slice(begin + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim()
}

function headedVersion(heading: string): string | undefined {
  return /^## +\[?(?:[^\s\]]*?v)?(\d+\.\d+\.\d+[^\s\])]*)/.exec(heading)?.[1]
}

/** Numbers of lines inside blocks of code, where nothing is a heading. */
function fencedLines(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>()
  let fence: string | undefined
  lines.forEach((line, index) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) inside.add(index)
    if (mark === undefined) return
    if (fence === undefined) fence = mark
    else if (mark.startsWith(fence)) fence = undefined
  })
  return inside
}
