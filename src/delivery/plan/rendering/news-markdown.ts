import { countOf } from '../../../core/text/count-of.ts'
import { markdownCode, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { visible } from '../../../core/text/visible.ts'
import { changesAccess, type ElementChange, singular } from '../model/model-difference.ts'
import type { ReleaseNews } from '../model/release-news.ts'
import type { ValueChange } from '../values/value-change.ts'
import { releasesText } from './news-text.ts'
import { roomOf, shownTexts } from './value-lines.ts'

/** At most this many elements of a model have a row. */
const mostElements = 60

/** What is new since the release that runs, for a job summary or a comment; empty without a release. */
export function newsMarkdown(news: ReleaseNews | undefined): string {
  if (news === undefined) return ''
  const { model, uncompared } = news
  const head = `**Release** ${markdownText(visible(releasesText(news)))}`
  if (uncompared !== undefined) return `${head}\n\nThe models were not compared: ${markdownText(visible(uncompared))}\n`
  if (model === undefined) return `${head}\n`
  const { elements, roles } = model
  const said = `${head} · model: ${model.text ?? 'offers and keeps the same'}`
  const rows = [
    ...roles.added.map((role) => rowOf(['added', 'role', role])),
    ...roles.removed.map((role) => rowOf(['removed', 'role', role])),
    ...elements.slice(0, mostElements).flatMap(elementRows),
  ]
  if (rows.length === 0) return `${said}\n`
  const left = Math.max(0, elements.length - mostElements) + (model.left ?? 0)
  const more = left > 0 ? [`\n… and ${countOf(left, 'more element')}`] : []
  return [said, '', '| model | element | value | before | after |', '|---|---|---|---|---|', ...rows, ...more, ''].join(
    '\n',
  )
}

function rowOf([effect, part, name]: readonly [string, string, string], value?: ValueChange): string {
  const [before, after] = value === undefined ? [] : shownTexts(value, roomOf(12))
  const cell = (text: string | undefined) => (text === undefined ? '' : markdownCode(visible(text)))
  return markdownRow([
    `${effect} ${part}`,
    markdownCode(visible(name)),
    value === undefined ? '' : markdownCode(visible(value.path)),
    cell(before),
    cell(after),
  ])
}

function elementRows(element: ElementChange): readonly string[] {
  const { part, name, effect, values } = element
  const access = changesAccess(element)
  const place = [access ? '**access** of' : effect, singular[part], name] as const
  if (effect !== 'changed') return [rowOf(place)]
  const shown = values.slice(0, roomOf(access ? 0 : 12).values)
  const more =
    values.length > shown.length ? [rowOf([`and ${values.length - shown.length} more values of`, '', name])] : []
  return [...shown.map((value) => rowOf(place, value)), ...more]
}
