import type { FilePosition } from '../../../core/run/report.ts'
import { lineOf, lineStarts } from './line-starts.ts'

/** A model file, read: its tree, and what is needed to say where something stands in it. */
export interface XmlDocument {
  /** Relative to the model folder, with `/`. */
  readonly file: string
  /** Line breaks are LF, a byte order mark is gone; offsets count in this text. */
  readonly text: string
  readonly root: XmlElement
}

export interface XmlElement {
  readonly name: string
  /** Of the `<`. */
  readonly offset: number
  /** Behind its last `>`. */
  readonly end: number
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** All text of the element joined, decoded and trimmed; white space alone counts as empty. CDATA is not trimmed. */
  readonly content: XmlText
}

export interface XmlAttribute extends XmlText {
  readonly name: string
}

/** Decoded text with the place of what it was decoded from (`text.slice(offset, end)`). */
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

/** Where the line that an offset stands in ends, without its line break. */
export function lineEnd(document: Pick<XmlDocument, 'text'>, offset: number): number {
  const starts = startsOf(document)
  const next = starts[lineOf(starts, offset) + 1]
  return next === undefined ? document.text.length : next - 1
}

const knownStarts = new WeakMap<object, readonly number[]>()

/** Computed once per document, at the first question. */
function startsOf(document: Pick<XmlDocument, 'text'>): readonly number[] {
  const known = knownStarts.get(document)
  if (known !== undefined) return known
  const starts = lineStarts(document.text)
  knownStarts.set(document, starts)
  return starts
}
