import { countOf } from '../../../core/text/count-of.ts'
import type { PlanReview, ReviewedChange } from '../values/review.ts'
import type { ValueChange } from '../values/value-change.ts'
import { paragraph } from './text-layout.ts'
import { oneLine, roomOf, type ValueRoom, valueLines } from './value-lines.ts'

/** At most this many lines are about values; the plan file has all of them. */
const mostLines = 160

/** The values before and after, for a terminal: what needs thought first, what only follows in one line each. */
export function reviewLines(review: PlanReview | undefined, isNew: boolean): readonly string[] {
  if (review === undefined) return []
  const blocks = [
    ...(review.settings.length === 0 || isNew ? [] : [settingLines(review.settings)]),
    ...review.changes.filter(({ effect }) => !['add', 'import', 'remove'].includes(effect)).map(changeLines),
  ].filter((block) => block.length > 0)
  const folded = review.folded.map(({ text }) => ` ${text}`)
  const unseen = review.unseen === undefined ? [] : paragraph(`no values are shown: ${review.unseen}`, 1)
  if (blocks.length === 0) return [...folded, ...unseen]
  return ['', ' Before → after', ...withinLimit(blocks), ...(folded.length === 0 ? [] : ['', ...folded]), ...unseen]
}

function withinLimit(blocks: readonly (readonly string[])[]): readonly string[] {
  const lines: string[] = []
  let shown = 0
  for (const block of blocks) {
    if (lines.length + block.length > mostLines && shown > 0) break
    lines.push(...block.slice(0, mostLines))
    shown += 1
  }
  const left = blocks.length - shown
  return left === 0 ? lines : [...lines, `  … and ${countOf(left, 'more change')}`]
}

function settingLines(settings: readonly ValueChange[]): readonly string[] {
  return ['  ~ the stack itself', ...valuesOf(settings, roomOf(0))]
}

const signs: Readonly<Partial<Record<ReviewedChange['effect'], string>>> = { replace: '✗', 'may-replace': '!' }

function changeLines(change: ReviewedChange, place: number): readonly string[] {
  const { resource, type, effect, values, alike, left, replacement } = change
  if (values.length === 0 && replacement === undefined) return []
  return [
    `  ${signs[effect] ?? '~'} ${oneLine(resource)}  ${oneLine(type)}`,
    ...(alike === undefined ? [] : paragraph(`the same in ${alikeText(alike)}`, 6)),
    ...(replacement === undefined ? [] : paragraph(oneLine(replacement), 6)),
    ...valuesOf(values, roomOf(place), left),
  ]
}

/** At most this many resources with the same changes are named. */
const mostAlike = 8

function alikeText(alike: readonly string[]): string {
  const names = alike.slice(0, mostAlike).map(oneLine)
  const left = alike.length - names.length
  return `${names.join(', ')}${left > 0 ? ` and ${countOf(left, 'more resource')}` : ''}`
}

function valuesOf(all: readonly ValueChange[], room: ValueRoom, left = 0): readonly string[] {
  const values = all.slice(0, room.values)
  const hidden = all.length - values.length + left
  const width = Math.max(0, ...values.map(({ path }) => path.length).filter((length) => length <= 34))
  const more = hidden === 0 ? [] : [`      … and ${countOf(hidden, 'more value')}`]
  return [...values.flatMap((value) => valueLines(value, room, width, 6)), ...more]
}
