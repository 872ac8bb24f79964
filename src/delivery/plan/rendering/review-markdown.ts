import { countOf } from '../../../core/text/count-of.ts'
import { markdownBlock, markdownCode, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { visible } from '../../../core/text/visible.ts'
import type { FoldedChanges } from '../values/folded-changes.ts'
import type { PlanReview, ReviewedChange } from '../values/review.ts'
import type { ValueChange } from '../values/value-change.ts'
import { roomOf, shownLines, shownTexts, type ValueRoom } from './value-lines.ts'

/** Characters for the values in a summary or a comment, which has 65,536 in all. */
const standardRoom = 20_000

/**
 * The values before and after as Markdown, for a job summary and for the comment on a pull request: what needs thought
 * first, and what only follows in one line each. What does not fit into the room is counted.
 * @param room characters; changes that need less thought are left out first
 */
export function reviewMarkdown(review: PlanReview | undefined, isNew: boolean, room = standardRoom): string {
  if (review === undefined) return ''
  const blocks = [
    ...(review.settings.length === 0 || isNew ? [] : [block(['**The stack itself**'], review.settings, roomOf(0))]),
    ...review.changes
      .filter(({ effect, values }) => effect !== 'remove' && !(isNew && effect === 'add') && values.length > 0)
      .map(changeBlock),
  ]
  const parts = withinRoom(blocks, room)
  const folded = review.folded.map(foldedLine)
  const unseen = review.unseen === undefined ? [] : [`No values are shown: ${markdownText(review.unseen)}`]
  return [...parts, ...(folded.length === 0 ? [] : [folded.join('\n')]), ...unseen]
    .map((part) => `${part}\n`)
    .join('\n')
}

function withinRoom(blocks: readonly string[], room: number): readonly string[] {
  let left = room
  const shown: string[] = []
  for (const each of blocks) {
    left -= each.length
    if (left < 0) break
    shown.push(each)
  }
  const hidden = blocks.length - shown.length
  return hidden === 0 ? shown : [...shown, `… and ${countOf(hidden, 'more change')}; plan.json has all values.`]
}

function foldedLine({ text, resources }: FoldedChanges): string {
  return `<details><summary>${markdownText(text)}</summary>\n\n${namesOf(resources)}\n\n</details>`
}

function namesOf(resources: readonly string[]): string {
  const names = resources.slice(0, 40).map((name) => markdownCode(visible(name)))
  const left = resources.length - names.length
  return `${names.join(', ')}${left > 0 ? `, … and ${left} more` : ''}`
}

const effects: Readonly<Record<ReviewedChange['effect'], string>> = {
  replace: 'replaced',
  'may-replace': 'may be replaced',
  revert: 'reverted',
  unknown: 'changed',
  modify: 'changed',
  import: 'imported',
  add: 'added',
  remove: 'removed',
}

function changeBlock(change: ReviewedChange, place: number): string {
  const { resource, type, effect, values, alike = [], left, replacement } = change
  const head = `**${markdownCode(visible(resource))}** ${markdownText(visible(type))} · ${effects[effect]}`
  const same = alike.length === 0 ? [] : [`The same in ${namesOf(alike)}`]
  const why = replacement === undefined ? [] : [markdownText(visible(replacement))]
  const whole = block([[head, ...same, ...why].join('\n\n')], values, roomOf(place), left)
  if (effect !== 'add' && effect !== 'import') return whole
  const title = `<code>${markdownText(visible(resource))}</code> ${markdownText(visible(type))} · ${effects[effect]}`
  return `<details><summary>${title}</summary>\n\n${block([], values, roomOf(place), left)}\n\n</details>`
}

function block(head: readonly string[], all: readonly ValueChange[], room: ValueRoom, left = 0): string {
  const values = all.slice(0, room.values)
  const hidden = all.length - values.length + left
  const more = hidden === 0 ? [] : [`… and ${countOf(hidden, 'more value')}`]
  const rows = values.filter(({ lines }) => lines === undefined)
  const texts = values.filter(({ lines }) => lines !== undefined)
  const table = rows.length === 0 ? [] : [[...columns, ...rows.map((value) => row(value, room))].join('\n')]
  return [...head, ...table, ...texts.map((value) => textBlock(value, room)), ...more].join('\n\n')
}

const columns = ['| value | before | after |', '|---|---|---|']

function row(value: ValueChange, room: ValueRoom): string {
  const [before, after] = shownTexts(value, room)
  const cell = (text: string | undefined) => (text === undefined ? '' : markdownCode(visible(text)))
  const remark = value.remark === undefined ? '' : ` (${markdownText(visible(value.remark))})`
  return markdownRow([markdownCode(visible(value.path)), cell(before), `${cell(after)}${remark}`])
}

function textBlock({ path, lines = [] }: ValueChange, room: ValueRoom): string {
  const text = shownLines(lines, room)
    .map((line) => visible(line))
    .join('\n')
  return `${markdownCode(visible(path))}\n\n${markdownBlock(text, 'diff')}`
}
