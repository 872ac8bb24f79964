import { defined } from '../../core/run/defined.ts'
import type { FilePosition } from '../../core/run/report.ts'
import type { Source } from './types/element.ts'
import { lineOf, lineStarts } from './xml/line-starts.ts'
import { rawOffsets } from './xml/references.ts'

/**
 * The position in the file of the character at `offset` in a source's text, or the source's own position if unknown.
 */
export function positionInSource(source: Source, offset: number, length?: number): FilePosition {
  const { place, raw, text } = source
  if (raw === undefined || place.line === undefined || place.column === undefined) return place
  const at = mapOf(raw, rawMaps, rawOffsets)(Math.min(offset, text.length))
  const { line, column } = mapOf(raw, linePlaces, linesOf)(at)
  return {
    file: place.file,
    line: place.line + line,
    column: line === 0 ? place.column + column : column + 1,
    ...defined({ length }),
  }
}

/** The offset of a line (from 1) and column (from 0) in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  const starts = mapOf(text, startsOfLines, lineStarts)
  return Math.min(starts[Math.min(line, starts.length) - 1]! + column, text.length)
}

/** Cache for the last text, because many positions are computed for the same text in a row. */
interface Last<T> {
  text: string | undefined
  value: T | undefined
}

const rawMaps: Last<(index: number) => number> = { text: undefined, value: undefined }
const linePlaces: Last<ReturnType<typeof linesOf>> = { text: undefined, value: undefined }
const startsOfLines: Last<readonly number[]> = { text: undefined, value: undefined }

function mapOf<T>(text: string, last: Last<T>, make: (text: string) => T): T {
  if (last.text !== text || last.value === undefined) Object.assign(last, { text, value: make(text) })
  return last.value as T
}

/** Line and column of an offset, both from 0. */
function linesOf(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  const starts = lineStarts(text)
  return (offset) => {
    const line = lineOf(starts, offset)
    return { line, column: offset - starts[line]! }
  }
}
