import { type ChangelogHeading, changelogHeadings } from './changelog-lines.ts'
import { pagesOf } from './links.ts'
import type { ChangelogOptions, ReleaseEntry } from './release-entry.ts'
import { compareOf, renderCategories, renderHeading } from './render-notes.ts'

export interface InsertedRelease {
  /** `exists` if the changelog has a section of this version; then the text is unchanged. */
  readonly kind: 'inserted' | 'exists'
  readonly text: string
}

/**
 * Puts the section of a release above the others, and leaves everything else as it is, line ends included. What stands
 * below the heading Unreleased becomes the beginning of the new section, and the heading stays.
 * @param changelog undefined where there is none yet
 */
export function insertRelease(
  changelog: string | undefined,
  entry: ReleaseEntry,
  options: ChangelogOptions = {},
): InsertedRelease {
  const old = changelog ?? ''
  const headings = changelogHeadings(old)
  if (headings.some(({ names }) => names.kind === 'version' && names.version === entry.version))
    return { kind: 'exists', text: old }
  const unreleased = headings.find(({ names }) => names.kind === 'unreleased')
  const below = headings.find(({ names, start }) => names.kind === 'version' && start > (unreleased?.start ?? -1))
  const definition = unreleasedDefinition(old)
  const at = below?.start ?? definition?.start ?? old.length
  const [kept, moved] =
    unreleased === undefined ? [old.slice(0, at), ''] : [old.slice(0, unreleased.end), old.slice(unreleased.end, at)]
  const level = levelOf(below, unreleased)
  const isReference = definition !== undefined && pagesOf(options.repository) !== undefined
  const heading = renderHeading(entry, options, level, isReference)
  const section = [heading, moved.trim(), renderCategories(entry, options, level + 1).trimEnd()].filter(
    (part) => part !== '',
  )
  const lineEnd = old.includes('\r\n') ? '\r\n' : '\n'
  const ours = (text: string) => text.replace(/\r?\n/g, lineEnd)
  const start = kept.replace(/^\ufeff/, '').trim() === '' ? `${kept.trimEnd()}# Changelog` : kept.trimEnd()
  const rest = withDefinitions(old.slice(at), entry, options, lineEnd)
  const end = rest === '' ? '' : lineEnd + rest
  return { kind: 'inserted', text: `${start}${ours(`\n\n${section.join('\n\n')}\n`)}${end}` }
}

/** The level of the other releases. */
function levelOf(below: ChangelogHeading | undefined, unreleased: ChangelogHeading | undefined): number {
  return below?.level ?? unreleased?.level ?? 2
}

/** The address of the heading Unreleased, as Keep a Changelog puts it at the end: `[unreleased]: …/compare/v1.2.0...HEAD`. */
const definitionLine = /^\[unreleased\]:[ \t]*(\S+)[ \t]*\r?$/im

function unreleasedDefinition(text: string): { readonly start: number } | undefined {
  const found = definitionLine.exec(text)
  return found === null ? undefined : { start: found.index }
}

/** Renews the address of Unreleased, and puts the one of the new section below it. */
function withDefinitions(text: string, entry: ReleaseEntry, { repository }: ChangelogOptions, lineEnd: string): string {
  const pages = pagesOf(repository)
  const address = compareOf(entry, pages) ?? pages?.release(entry.tag)
  if (pages === undefined || address === undefined) return text
  return text.replace(
    definitionLine,
    (line) =>
      `${line.replace(/\S+(?=[ \t]*\r?$)/, () => pages.compare(entry.tag, 'HEAD')).trimEnd()}${lineEnd}[${entry.version}]: ${address}${line.endsWith('\r') ? '\r' : ''}`,
  )
}
