import { countOf } from '../../../core/text/count-of.ts'
import { categorize } from './categories.ts'
import { linked, type Pages, pagesOf } from './links.ts'
import type { ChangelogOptions, ReleaseEntry } from './release-entry.ts'
import { renderChange } from './render-change.ts'

/** GitHub refuses notes of more than 125,000 characters. */
const mostCharacters = 120_000

export interface NotesOptions extends ChangelogOptions {
  /** Most characters of the whole text. The least important changes are left out first, and counted. Default: 120,000. */
  readonly mostCharacters?: number | undefined
}

/** The notes of one release, without its heading: for the page of the release, or for a pull request. */
export function renderNotes(entry: ReleaseEntry, options: NotesOptions = {}): string {
  const pages = pagesOf(options.repository)
  const compare = compareOf(entry, pages)
  const end =
    compare === undefined ? '' : `\n**All changes**: ${linked(`\`${entry.previousTag}...${entry.tag}\``, compare)}\n`
  return `${renderCategories(entry, options, 3, (options.mostCharacters ?? mostCharacters) - end.length)}${end}`
}

/**
 * The section of one release in the changelog, with its heading. Ends with a line end.
 * @param level of the heading
 * @param isReference whether the changelog has the addresses of its headings at its end
 */
export function renderSection(
  entry: ReleaseEntry,
  options: ChangelogOptions = {},
  level = 2,
  isReference = false,
): string {
  return `${renderHeading(entry, options, level, isReference)}\n\n${renderCategories(entry, options, level + 1)}`
}

/** The heading of a section: `## [1.3.0](…) - 2026-12-01`. */
export function renderHeading(
  entry: ReleaseEntry,
  options: ChangelogOptions,
  level: number,
  isReference: boolean,
): string {
  const pages = pagesOf(options.repository)
  const address = compareOf(entry, pages) ?? pages?.release(entry.tag)
  const title = isReference ? `[${entry.version}]` : linked(entry.version, address)
  return `${'#'.repeat(level)} ${title}${entry.date === undefined ? '' : ` - ${entry.date}`}`
}

export function compareOf({ previousTag, tag }: ReleaseEntry, pages: Pages | undefined): string | undefined {
  return previousTag === undefined ? undefined : pages?.compare(previousTag, tag)
}

/** The changes by category. Ends with a line end, unless it is empty. */
export function renderCategories(
  { changes }: ReleaseEntry,
  { repository, categories, logins = new Map() }: ChangelogOptions,
  level: number,
  most = Number.POSITIVE_INFINITY,
): string {
  const pages = pagesOf(repository)
  const groups = categorize(changes, categories).map(([heading, group]) => ({
    heading: `${'#'.repeat(level)} ${heading}\n\n`,
    items: group.map((change) => `${renderChange(change, pages, logins)}\n`),
  }))
  const left = leaveOut(groups, most)
  const text = groups.filter(({ items }) => items.length > 0).map(({ heading, items }) => heading + items.join(''))
  if (left > 0) text.push(`And ${countOf(left, 'more change')}.\n`)
  return text.join('\n')
}

interface Group {
  readonly heading: string
  readonly items: string[]
}

/** Room for the line that counts what is left out. */
const reserve = 60

/** Removes items from the end until the rest fits. @returns how many */
function leaveOut(groups: readonly Group[], most: number): number {
  let size = groups.reduce(
    (sum, { heading, items }) => items.reduce((each, item) => each + item.length, sum + heading.length + 1),
    0,
  )
  if (size <= most) return 0
  let left = 0
  for (const { items } of [...groups].reverse())
    while (items.length > 0 && size > most - reserve) {
      size -= items.pop()!.length
      left += 1
    }
  return left
}
