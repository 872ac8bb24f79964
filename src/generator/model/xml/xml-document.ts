import type { FilePosition } from '../../../core/run/report.ts'
import { lineOf, lineStarts } from './line-starts.ts'

/** A parsed model file: its tree, and the data to compute positions in it. */
export interface XmlDocument {
  /** Relative to the model folder, with `/`. */
  readonly file: string
  /** The text with LF as line break and without a byte order mark. Offsets refer to this text. */
  readonly text: string
  readonly root: XmlElement
}

export interface XmlElement {
  readonly name: string
  /** Offset of the `<`. */
  readonly offset: number
  /** Behind its last `>`. */
  readonly end: number
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** All text of the element, joined, decoded and trimmed. White space alone is empty. CDATA is not trimmed. */
  readonly content: XmlText
}

export interface XmlAttribute extends XmlText {
  readonly name: string
}

/** Decoded text with the range of its raw text (`text.slice(offset, end)`). */
export interface XmlText {
  readonly value: string
  readonly offset: number
  readonly end: number
}

/** Line and column of an offset, both from 1; columns count UTF-16 units, as editors do. */
export function placeAt(document: Pick<XmlDocument, 'file' | 'text'>, offset: number, length?: number): FilePosition {
  const starts = startsOf(document)
  const line = lineOf(starts, offset)
  const place = { file: document.file, line: line + 1, column: offset - starts[line]! + 1 }
  return length === undefined || length <= 0 ? place : { ...place, length }
}

/** Position of a text, with the length of the part on its first line, because only one line can be underlined. */
export function textPlace(document: Pick<XmlDocument, 'file' | 'text'>, { offset, end }: XmlText): FilePosition {
  return placeAt(document, offset, Math.min(lineEnd(document, offset), end) - offset)
}

/** End of the line with an offset, without its line break. */
function lineEnd(document: Pick<XmlDocument, 'text'>, offset: number): number {
  const starts = startsOf(document)
  const next = starts[lineOf(starts, offset) + 1]
  return next === undefined ? document.text.length : next - 1
}

const knownStarts = new WeakMap<object, readonly number[]>()

/** Computed once for each document, on first use. */
function startsOf(document: Pick<XmlDocument, 'text'>): readonly number[] {
  const known = knownStarts.get(document)
  if (known !== undefined) return known
  const starts = lineStarts(document.text)
  knownStarts.set(document, starts)
  return starts
}
