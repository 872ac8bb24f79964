import { findingLimits } from '../../../core/run/finding-limits.ts'
import type { Finding } from '../../../core/run/report.ts'
import { limits } from '../../limits.ts'
import type { NodeCount } from './node-count.ts'
import { type Decoded, decodeReferences } from './references.ts'
import { placeAt, type XmlAttribute } from './xml-document.ts'

/** Why a document cannot be parsed, and where. */
export class NotWellFormed extends Error {
  readonly offset: number
  readonly length: number
  readonly fix: string | undefined

  constructor(message: string, offset: number, length = 1, fix?: string) {
    super(message)
    this.offset = offset
    this.length = length
    this.fix = fix
  }
}

const nameAt = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y
const noAttributes: readonly XmlAttribute[] = []

/** Parses the text between `<` and `>`: names, and attributes with their values. */
export class TagScanner {
  /** The first warnings, because a reference that is not decoded may occur millions of times. */
  readonly warnings: Finding[] = []
  /** The number of further warnings. */
  moreWarnings = 0
  protected readonly text: string
  /** Offset of the next character. */
  protected at = 0
  /** A single object, so that line starts are computed once. */
  protected readonly source: { readonly file: string; readonly text: string }

  private readonly nodes: NodeCount

  constructor(file: string, text: string, nodes: NodeCount) {
    this.source = { file, text }
    this.text = text
    this.nodes = nodes
  }

  /** @throws NotWellFormed when the model has too many elements and attributes */
  protected count(): void {
    if (this.nodes.take()) return
    const text = `a model has at most ${limits.nodes.toLocaleString('en')} elements and attributes, and this is one more`
    throw new NotWellFormed(text, this.at, 1, 'divide the model into several')
  }

  /** @throws NotWellFormed when a value is too long */
  protected checkLength(length: number, of: string, offset: number): void {
    if (length <= limits.value) return
    const most = limits.value.toLocaleString('en')
    const text = `${of} has ${length.toLocaleString('en')} characters; at most ${most} are read`
    throw new NotWellFormed(text, offset, 1, 'keep large texts in templates/, and code in lib/')
  }

  /** Ends at `>` or `/`. */
  protected attributes(element: string): readonly XmlAttribute[] {
    let attributes: XmlAttribute[] | undefined
    for (;;) {
      const before = this.at
      this.whiteSpace()
      const code = this.text.charCodeAt(this.at)
      if (code === 62 /* > */ || code === 47 /* / */) return attributes ?? noAttributes
      if (Number.isNaN(code)) throw new NotWellFormed(`the tag <${element} is never closed`, before)
      if (before === this.at) throw new NotWellFormed('white space is missing before this attribute', this.at)
      const attribute = this.attribute()
      if (attribute === undefined) continue
      attributes ??= []
      const same = attributes.findIndex(({ name }) => name === attribute.name)
      if (same !== -1) {
        this.warn(`the attribute ${attribute.name} stands here twice; the last one counts`, attribute.offset)
        attributes.splice(same, 1)
      }
      if (attributes.length === limits.attributes) {
        throw new NotWellFormed(`an element has more than ${limits.attributes} attributes`, this.at)
      }
      attributes.push(attribute)
    }
  }

  private attribute(): XmlAttribute | undefined {
    const { text } = this
    const start = this.at
    this.count()
    const name = this.name('an attribute')
    const afterName = this.at
    this.whiteSpace()
    if (text.charCodeAt(this.at) !== 61 /* = */) {
      this.at = afterName
      this.warn(`the attribute ${name} has no value and is left out`, start)
      return undefined
    }
    this.at += 1
    this.whiteSpace()
    const quote = text[this.at]
    if (quote !== '"' && quote !== "'") {
      throw new NotWellFormed(`the value of ${name} has no quotes`, this.at)
    }
    const close = text.indexOf(quote, this.at + 1)
    if (close === -1) throw new NotWellFormed(`the value of ${name} is never closed`, this.at)
    const raw = text.slice(this.at + 1, close)
    const trimmed = raw.trim()
    this.checkLength(trimmed.length, `the value of ${name}`, this.at)
    const offset = this.at + 1 + (trimmed.length === raw.length ? 0 : raw.length - raw.trimStart().length)
    this.at = close + 1
    const { value } = this.decode(trimmed, offset)
    return { name, value, offset, end: offset + trimmed.length }
  }

  protected decode(raw: string, offset: number): Decoded {
    if (!raw.includes('&')) return { value: raw, problems: [] }
    const decoded = decodeReferences(raw)
    for (const problem of decoded.problems) {
      const from = offset + problem.offset
      if (problem.kind === 'error') throw new NotWellFormed(problem.text, from, problem.length, problem.fix)
      this.warn(problem.text, from, problem.length)
    }
    return decoded
  }

  protected name(what: string): string {
    nameAt.lastIndex = this.at
    const name = nameAt.exec(this.text)?.[0]
    if (name === undefined) throw new NotWellFormed(`the name of ${what} is missing`, this.at)
    this.at += name.length
    return name
  }

  protected whiteSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 9) return
      this.at += 1
    }
  }

  private warn(text: string, offset: number, length?: number): void {
    if (this.warnings.length === findingLimits.shown) {
      this.moreWarnings += 1
      return
    }
    const place = placeAt(this.source, offset, length)
    this.warnings.push({ severity: 'warning', rule: 'V-01', text, place })
  }
}
