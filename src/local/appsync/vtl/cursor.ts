import type { Node } from './nodes.ts'
import { TemplateError } from './template-error.ts'

/** A position in the text of a template, which moves forward while the template is parsed. */
export class Cursor {
  readonly source: string
  /** Parses the content of a string in double quotes. */
  readonly nested: (source: string) => readonly Node[]
  offset = 0
  readonly #last = new Map<string, number>()

  constructor(source: string, nested: (source: string) => readonly Node[]) {
    this.source = source
    this.nested = nested
  }

  get ended(): boolean {
    return this.offset >= this.source.length
  }

  /** Matches a sticky pattern at this position, without moving. */
  peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset
    return pattern.exec(this.source)
  }

  /** Matches a sticky pattern at this position, and moves past the match. */
  take(pattern: RegExp): RegExpExecArray | null {
    const match = this.peek(pattern)
    if (match) this.offset += match[0].length
    return match
  }

  /** The text between two marks, and moves past both. Undefined unless `open` is here and `close` follows somewhere. */
  takeBetween(open: string, close: string): string | undefined {
    const start = this.offset + open.length
    if (!this.source.startsWith(open, this.offset) || start > this.#lastOf(close)) return undefined
    const end = this.source.indexOf(close, start)
    this.offset = end + close.length
    return this.source.slice(start, end)
  }

  /** The last index of a mark, searched for once: many marks that are never closed would each search the whole text. */
  #lastOf(close: string): number {
    const last = this.#last.get(close) ?? this.source.lastIndexOf(close)
    this.#last.set(close, last)
    return last
  }

  /**
   * The content of a quoted string, in which a doubled quote means one quote; moves past it. A regular expression would
   * keep a position to backtrack to for each character, and run out of memory on a long string.
   */
  takeQuoted(quote: string): string | undefined {
    if (this.source[this.offset] !== quote) return undefined
    const start = this.offset + 1
    let end = this.source.indexOf(quote, start)
    while (end !== -1 && this.source[end + 1] === quote) end = this.source.indexOf(quote, end + 2)
    if (end === -1) return undefined
    this.offset = end + 1
    return this.source.slice(start, end)
  }

  skipSpace(): void {
    this.take(/\s*/y)
  }

  /** Moves past this text and the white space before it, if it comes next. */
  accept(text: string): boolean {
    const start = this.offset
    this.skipSpace()
    if (this.source.startsWith(text, this.offset)) {
      this.offset += text.length
      return true
    }
    this.offset = start
    return false
  }

  /** @throws TemplateError when something else comes next */
  expect(text: string): void {
    if (!this.accept(text)) this.fail(`expected ${text}`)
  }

  /** @throws TemplateError always, with the line and column of this position */
  fail(message: string): never {
    this.skipSpace()
    const near = this.ended ? 'the end' : `"${this.source.slice(this.offset, this.offset + 12)}"`
    throw new TemplateError(`Unable to parse the template: ${message} at ${near} ${placeOf(this.source, this.offset)}`)
  }
}

/** Line and column, counted from 1, as Velocity prints them. */
export function placeOf(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n')
  return `[line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}]`
}
