import type { Place } from '../../core/report.ts'
import type { Source } from './element.ts'
import { rawOffset } from './xml/references.ts'

/** Where the character at `offset` of a source's text stands in its file; the source's own place when that is not known. */
export function placeInSource(source: Source, offset: number, length?: number): Place {
  const { place, raw, text } = source
  if (raw === undefined || place.line === undefined || place.column === undefined) return place
  const before = raw.slice(0, rawOffset(raw, Math.min(offset, text.length)))
  const lines = before.split('\n')
  const column = lines.length === 1 ? place.column + before.length : lines.at(-1)!.length + 1
  return { file: place.file, line: place.line + lines.length - 1, column, ...(length === undefined ? {} : { length }) }
}

/** The offset of a line (from 1) and column (from 0) in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', start)
    if (next === -1) break
    start = next + 1
  }
  return Math.min(start + column, text.length)
}
