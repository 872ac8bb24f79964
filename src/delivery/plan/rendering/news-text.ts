import { countOf } from '../../../core/text/count-of.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { changesAccess, type ElementChange, singular } from '../model/model-difference.ts'
import type { NamedRelease, ReleaseNews } from '../model/release-news.ts'
import { paragraph } from './text-layout.ts'
import { oneLine, roomOf, valueLines } from './value-lines.ts'

/** At most this many elements of a model are named. */
const mostElements = 40

/** What is new since the release that runs, for a terminal. */
export function newsLines(news: ReleaseNews | undefined): readonly string[] {
  if (news === undefined) return []
  const { model, uncompared } = news
  const head = [` Release ${releasesText(news)}`]
  if (uncompared !== undefined) return ['', ...head, ...paragraph(`the models were not compared: ${uncompared}`, 2)]
  if (model === undefined) return ['', ...head]
  const { elements, roles } = model
  const left = Math.max(0, elements.length - mostElements) + (model.left ?? 0)
  return [
    '',
    ...head,
    ...paragraph(`the model: ${model.text ?? 'offers and keeps the same'}`, 2),
    ...roles.added.map((role) => `  + role ${oneLine(role)}`),
    ...roles.removed.map((role) => `  - role ${oneLine(role)}`),
    ...elements.slice(0, mostElements).flatMap(elementLines),
    ...(left > 0 ? [`  … and ${countOf(left, 'more element')}`] : []),
  ]
}

/** `4be107d293aa → 9f3a61c04e7b`, with versions where they are known. */
export function releasesText({ from, to }: ReleaseNews): string {
  return from === undefined ? `${named(to)}, the first one here` : `${named(from)} → ${named(to)}`
}

function named({ digest, version }: NamedRelease): string {
  return version === undefined ? shortDigest(digest) : `${oneLine(version)} (${shortDigest(digest)})`
}

const signs = { added: '+', removed: '-', changed: '~' } as const

function elementLines(element: ElementChange): readonly string[] {
  const { part, name, effect, values } = element
  const access = changesAccess(element) ? ' (who may call or see it changes)' : ''
  const head = `  ${signs[effect]} ${singular[part]} ${oneLine(name)}${access}`
  if (effect !== 'changed') return [head]
  const room = roomOf(changesAccess(element) ? 0 : 12)
  const shown = values.slice(0, room.values)
  const width = Math.max(...shown.map(({ path }) => path.length))
  const left = values.length - shown.length
  return [
    head,
    ...shown.flatMap((value) => valueLines(value, room, Math.min(width, 34), 6)),
    ...(left > 0 ? [`      … and ${countOf(left, 'more value')}`] : []),
  ]
}
