import { changelogHeadings } from './changelog-lines.ts'

/**
 * The section of one version in a changelog, without its heading and as people left it. It ends at the next heading of a
 * release, or at a heading of a higher level. Undefined when there is none.
 */
export function readSection(changelog: string, version: string): string | undefined {
  const headings = changelogHeadings(changelog)
  const own = headings.findIndex(({ names }) => names.kind === 'version' && names.version === version)
  if (own === -1) return undefined
  const next = headings.slice(own + 1).find(({ level }) => level <= headings[own]!.level)
  return changelog.slice(headings[own]!.end, next?.start).replaceAll('\r\n', '\n').trim()
}
