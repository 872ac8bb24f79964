import type { Finding } from '../../../core/run/report.ts'
import { limits } from '../../limits.ts'
import { NodeCount } from './node-count.ts'
import { NotWellFormed, TagScanner } from './tag-scanner.ts'
import { placeAt, type XmlAttribute, type XmlDocument, type XmlElement, type XmlText } from './xml-document.ts'

/** The document, or the error that stopped the parser. Warnings are for mistakes that the modeler tolerates. */
export type XmlResult =
  | {
      readonly kind: 'document'
      readonly document: XmlDocument
      readonly warnings: readonly Finding[]
      /** The number of further warnings. */
      readonly moreWarnings: number
    }
  | { readonly kind: 'error'; readonly finding: Finding }

/**
 * Reads the dialect of the modeler (model format, section 2): white space in attributes stays as it is, only the five
 * predefined characters are decoded, there are no document types, no entities and no namespaces. Everything else that
 * is not well-formed XML 1.0 is an error, with three exceptions that the modeler accepts: a raw `<` in an attribute, an
 * attribute without a value (dropped), and a repeated attribute (the last one counts).
 * @param nodes counts the elements and attributes of several files together
 */
export function parseXml(file: string, source: string, nodes = new NodeCount()): XmlResult {
  const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source
  try {
    const parser = new Parser(file, text, nodes)
    const document = { file, text, root: parser.document() }
    return { kind: 'document', document, warnings: parser.warnings, moreWarnings: parser.moreWarnings }
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error
    const place = placeAt({ file, text }, error.offset, error.length)
    return {
      kind: 'error',
      finding: { severity: 'error', rule: 'V-01', text: error.message, place, ...fix(error.fix) },
    }
  }
}

function fix(text: string | undefined): { fix?: string } {
  return text === undefined ? {} : { fix: text }
}

interface OpenElement {
  readonly name: string
  readonly offset: number
  readonly attributes: readonly XmlAttribute[]
  readonly children: XmlElement[]
  readonly texts: TextPart[]
}

interface TextPart extends XmlText {
  readonly cdata: boolean
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, production 2 (Char), forbids exactly these
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
const noChildren: readonly XmlElement[] = []

/** The structure of a document: elements, their order and their text. */
class Parser extends TagScanner {
  private readonly open: OpenElement[] = []
  private root: XmlElement | undefined

  document(): XmlElement {
    const control = this.text.search(forbidden)
    if (control !== -1) {
      const code = this.text.charCodeAt(control).toString(16).padStart(4, '0')
      throw new NotWellFormed(`the character U+${code.toUpperCase()} is not allowed in XML`, control)
    }
    this.checkEncoding()
    while (this.at < this.text.length) {
      const next = this.text.indexOf('<', this.at)
      this.characters(next === -1 ? this.text.length : next)
      if (next !== -1) this.markup()
    }
    const unclosed = this.open.at(-1)
    if (unclosed !== undefined) {
      throw new NotWellFormed(`<${unclosed.name}> is never closed`, unclosed.offset, unclosed.name.length + 1)
    }
    if (this.root === undefined) throw new NotWellFormed('the file has no element', 0)
    return this.root
  }

  /** With another encoding, other tools would read other characters, unless all are ASCII (XML 1.0, section 4.3.3). */
  private checkEncoding(): void {
    const declared = /^<\?xml\s[^>]{0,200}?\sencoding\s*=\s*["']([^"'>]{0,40})/.exec(this.text)?.[1]
    if (declared === undefined || /^utf-?8$/i.test(declared) || !/[^\0-\x7f]/.test(this.text)) return
    const text = `the file declares the encoding ${declared}, and a model is UTF-8`
    throw new NotWellFormed(text, this.text.indexOf(declared), declared.length, 'save it as UTF-8, and declare that')
  }

  private characters(end: number): void {
    const start = this.at
    this.at = end
    const raw = this.text.slice(start, end)
    const trimmed = raw.trim()
    if (trimmed === '') return
    const offset = start + raw.indexOf(trimmed)
    const element = this.open.at(-1)
    if (element === undefined) throw new NotWellFormed('text stands outside of the root element', offset)
    const { value } = this.decode(trimmed, offset)
    element.texts.push({ value, offset, end: offset + trimmed.length, cdata: false })
  }

  private markup(): void {
    const { text, at } = this
    const next = text.charCodeAt(at + 1)
    if (next === 47 /* / */) this.endTag()
    else if (next === 63 /* ? */) this.skip('?>', 'processing instruction')
    else if (next !== 33 /* ! */) this.startTag()
    else if (text.startsWith('<!--', at)) this.skip('-->', 'comment')
    else if (text.startsWith('<![CDATA[', at)) this.cdata()
    else if (text.startsWith('<!DOCTYPE', at)) {
      throw new NotWellFormed('a document type is not allowed', at, 9, 'remove it; a model has no entities')
    } else throw new NotWellFormed('this is no XML', at, 2)
  }

  private skip(end: string, what: string): void {
    const close = this.text.indexOf(end, this.at + 2)
    if (close === -1) throw new NotWellFormed(`the ${what} is never closed`, this.at, 2)
    this.at = close + end.length
  }

  private cdata(): void {
    const element = this.open.at(-1)
    if (element === undefined) throw new NotWellFormed('text stands outside of the root element', this.at)
    const offset = this.at + 9
    const end = this.text.indexOf(']]>', offset)
    if (end === -1) throw new NotWellFormed('the CDATA section is never closed', this.at, 9)
    element.texts.push({ value: this.text.slice(offset, end), offset, end, cdata: true })
    this.at = end + 3
  }

  private startTag(): void {
    const offset = this.at
    if (this.root !== undefined && this.open.length === 0) {
      throw new NotWellFormed('a second root element is not allowed', offset)
    }
    this.count()
    this.at += 1
    const name = this.name('an element')
    const attributes = this.attributes(name)
    const selfClosed = this.text.charCodeAt(this.at) === 47
    this.at += 1
    if (selfClosed && this.text.charCodeAt(this.at++) !== 62) {
      throw new NotWellFormed('expected > after /', this.at - 1)
    }
    if (this.open.length === limits.depth) {
      throw new NotWellFormed(`elements are nested deeper than ${limits.depth} levels`, offset)
    }
    this.open.push({ name, offset, attributes, children: [], texts: [] })
    if (selfClosed) this.close()
  }

  private endTag(): void {
    const offset = this.at
    const element = this.open.at(-1)
    if (element === undefined) throw new NotWellFormed('an end tag without a start tag', offset, 2)
    this.at += 2
    const name = this.name('an element')
    if (name !== element.name) {
      const { line } = placeAt(this.source, element.offset)
      throw new NotWellFormed(`expected </${element.name}> for line ${line}, found </${name}>`, offset, name.length + 3)
    }
    this.whiteSpace()
    if (this.text.charCodeAt(this.at) !== 62) throw new NotWellFormed(`expected > after </${name}`, this.at)
    this.at += 1
    this.close()
  }

  private close(): void {
    const { name, offset, attributes, children, texts } = this.open.pop()!
    const element: XmlElement = {
      name,
      offset,
      end: this.at,
      attributes,
      children: children.length === 0 ? noChildren : children,
      content: this.joined(texts, offset, name),
    }
    const parent = this.open.at(-1)
    if (parent === undefined) this.root = element
    else parent.children.push(element)
  }

  /** Text between child elements is joined, as the modeler does. */
  private joined(texts: readonly TextPart[], offset: number, element: string): XmlText {
    const [first] = texts
    if (first === undefined) return { value: '', offset, end: offset }
    const length = texts.reduce((sum, { value }) => sum + value.length, 0)
    this.checkLength(length, `the text of <${element}>`, first.offset)
    if (texts.length === 1) return first
    return { value: texts.map(({ value }) => value).join(''), offset: first.offset, end: texts.at(-1)!.end }
  }
}
