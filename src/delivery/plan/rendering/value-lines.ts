import { boundedValue, excerpts, firstLines, shortened } from '../values/shortened.ts'
import type { ValueChange } from '../values/value-change.ts'
import { paragraph } from './text-layout.ts'

const columns = 80

/** How much of one change is shown: its values, the characters of one text, and the lines of a text of several. */
export interface ValueRoom {
  readonly values: number
  readonly characters: number
  readonly lines: number
}

/** The room for the values of a change by its place: what comes first is shown in more detail. */
export function roomOf(place: number): ValueRoom {
  if (place < 3) return { values: 40, characters: 400, lines: 24 }
  return place < 12 ? { values: 15, characters: 160, lines: 10 } : { values: 5, characters: 60, lines: 4 }
}

/** A text on one line, in quotes when it is empty, or has blanks at an end or a line break inside. */
export function oneLine(text: string): string {
  return text === '' || /^\s|\s$|[\r\n\t]/.test(text) ? JSON.stringify(text) : text
}

/** Both texts of a value within the room, so that where they differ is seen. */
export function shownTexts(
  { before, after }: ValueChange,
  { characters }: Pick<ValueRoom, 'characters'>,
): readonly [string | undefined, string | undefined] {
  const one = (text: string | undefined) => (text === undefined ? undefined : shortened(oneLine(text), characters))
  if (before === undefined || after === undefined) return [one(before), one(after)]
  return excerpts(oneLine(before), oneLine(after), characters)
}

/** The lines of a text of several lines within the room. */
export function shownLines(lines: readonly string[], room: ValueRoom): readonly string[] {
  return firstLines(lines, room.lines, room.characters)
}

/** One value for a terminal: `path  before → after`, or with a line for each when that is too long. */
export function valueLines(given: ValueChange, room: ValueRoom, width: number, indent: number): readonly string[] {
  const value = boundedValue(given)
  const space = ' '.repeat(indent)
  const path = oneLine(value.path)
  const remark = value.remark === undefined ? '' : ` (${value.remark})`
  if (value.lines !== undefined)
    return [`${space}${path}${remark}`, ...shownLines(value.lines, room).map((line) => `${space}  ${line}`)]
  const [before, after] = shownTexts(value, room)
  const both = before === undefined ? `+ ${after}` : after === undefined ? `- ${before}` : `${before} → ${after}`
  const said = before === after ? `${after}${remark}` : `${both}${remark}`
  const line = `${space}${path.padEnd(width)}  ${said}`
  if (line.length <= columns) return [line]
  return [
    `${space}${path}${remark}`,
    ...(before === undefined ? [] : marked('- ', before, indent)),
    ...(after === undefined ? [] : marked('+ ', after, indent)),
  ]
}

function marked(sign: string, text: string, indent: number): string[] {
  const [first = '', ...more] = paragraph(text, indent + 4)
  return [`${' '.repeat(indent + 2)}${sign}${first.trimStart()}`, ...more]
}
