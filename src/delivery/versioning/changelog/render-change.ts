import type { Change, CommitSource } from '../changes/change.ts'
import { foreignText } from './foreign-text.ts'
import { linked, type Pages } from './links.ts'

/** Most characters of texts in a line; longer ones are cut. */
const limits = { text: 300, breaking: 1_000, scope: 60, name: 60 }
const mostAuthors = 5

/** Renders one change as an item of a list: scope, text, links and authors; below it, what breaks. */
export function renderChange(change: Change, pages: Pages | undefined, logins: ReadonlyMap<string, string>): string {
  const { scope, text, breaking, source } = change
  const foreign = (value: string, most: number) => foreignText(value, pages?.issue, most)
  const head = scope === undefined ? '' : `**${foreign(scope, limits.scope)}:** `
  const origin = source.kind === 'commit' ? originOf(source, pages, logins) : ''
  const broken = breaking === undefined || breaking === text ? '' : `\n  ${foreign(breaking, limits.breaking)}`
  return `- ${head}${foreign(text, limits.text)}${origin}${broken}`
}

function originOf(
  { hash, pullRequest, authors }: CommitSource,
  pages: Pages | undefined,
  logins: ReadonlyMap<string, string>,
) {
  const request = pullRequest === undefined ? [] : [linked(`#${pullRequest}`, pages?.pullRequest(pullRequest))]
  const commit = linked(hash.slice(0, 7), pages?.commit(hash))
  const login = logins.get(hash)
  // The forge knows the author only; co-authors stay names.
  const names = authors.map((name, index) =>
    index === 0 && isLogin(login) ? `@${login}` : foreignText(name, undefined, limits.name),
  )
  const people = names.length > mostAuthors ? [...names.slice(0, mostAuthors), 'others'] : names
  return ` (${[...request, commit].join(', ')})${people.length === 0 ? '' : ` by ${people.join(', ')}`}`
}

/** GitHub, "Username considerations": letters, digits and single hyphens, at most 39. */
function isLogin(name: string | undefined): name is string {
  return name !== undefined && name.length <= 50 && /^[a-z\d]+(?:-[a-z\d]+)*$/i.test(name)
}
