import type { Node } from './nodes.ts'
import { TemplateError } from './template-error.ts'

/** A place in the text of a template that moves forward while it is read. */
export class Cursor {
  readonly source: string
  /** Parses the inside of a text in double quotes. */
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

  /** What the sticky pattern finds here, without moving. */
  peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset
    return pattern.exec(this.source)
  }

  /** What the sticky pattern finds here; moves behind it. */
  take(pattern: RegExp): RegExpExecArray | null {
    const found = this.peek(pattern)
    if (found) this.offset += found[0].length
    return found
  }

  /** What stands between two marks, when the first stands here and the other somewhere behind it; moves behind both. */
  takeBetween(open: string, close: string): string | undefined {
    const start = this.offset + open.length
    if (!this.source.startsWith(open, this.offset) || start > this.#lastOf(close)) return undefined
    const end = this.source.indexOf(close, start)
    this.offset = end + close.length
    return this.source.slice(start, end)
  }

  /** Looked for once, so that openings without an end are not read to the end of the text one after the other. */
  #lastOf(close: string): number {
    const last = this.#last.get(close) ?? this.source.lastIndexOf(close)
    this.#last.set(close, last)
    return last
  }

  /**
   * What stands in quotes here, in which a doubled quote is one of the text; moves behind them. A pattern would keep a place to go
   * back to for each character, and long texts fill the memory for those.
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

  /** Moves behind the text when it stands here, after white space. */
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

  /** @throws TemplateError when something else stands here */
  expect(text: string): void {
    if (!this.accept(text)) this.fail(`expected ${text}`)
  }

  /** @throws TemplateError always, with line and column of this place */
  fail(message: string): never {
    this.skipSpace()
    const near = this.ended ? 'the end' : `"${this.source.slice(this.offset, this.offset + 12)}"`
    throw new TemplateError(`Unable to parse the template: ${message} at ${near} ${placeOf(this.source, this.offset)}`)
  }
}

/** Line and column, counted from 1, in Velocity's own words. */
export function placeOf(source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n')
  return `[line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}]`
}
