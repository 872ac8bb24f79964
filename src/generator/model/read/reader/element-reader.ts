import type { FilePosition } from '../../../../core/run/report.ts'
import type { Source } from '../../types/element.ts'
import {
  placeAt,
  textPlace,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlText,
} from '../../xml/xml-document.ts'
import { didYouMean, orElse } from './did-you-mean.ts'
import type { Findings } from './findings.ts'
import { isPlaceholder } from './placeholders.ts'
import { warnOfUnknown } from './unknown-names.ts'

/**
 * Reads one element by the names of its attributes and children, converts values to the requested type, and remembers
 * which names were read, so that `reportUnknown` can report the others.
 */
export class ElementReader {
  readonly document: XmlDocument
  readonly element: XmlElement
  readonly findings: Findings
  // A list, since an element has few attributes and a model many elements.
  private readonly asked: string[] = ['id']
  private skipped = false
  private readonly readers = new Map<string, readonly ElementReader[]>()

  constructor(document: XmlDocument, element: XmlElement, findings: Findings) {
    this.document = document
    this.element = element
    this.findings = findings
  }

  get file(): string {
    return this.document.file
  }

  /** Position of the element, with the tag's name underlined. */
  get place(): FilePosition {
    return placeAt(this.document, this.element.offset, this.element.name.length + 1)
  }

  /** Position of an attribute's value, or of the element if the attribute is absent. */
  placeOf(name: string): FilePosition {
    const attribute = this.find(name)
    return attribute === undefined ? this.place : this.placeOfText(attribute)
  }

  has(name: string): boolean {
    return this.find(name) !== undefined
  }

  /** The unchanged value; undefined only if the attribute is absent. */
  literal(name: string): string | undefined {
    return this.find(name)?.value
  }

  /** The value; undefined if it is absent or a placeholder. */
  text(name: string): string | undefined {
    const value = this.literal(name)
    return value === undefined || isPlaceholder(value) ? undefined : value
  }

  /** The value, or an error (V-03). */
  required(name: string): string | undefined {
    const value = this.text(name)
    if (value === undefined) this.missing(name)
    return value
  }

  /** Reports that an attribute is absent or not set (V-03). */
  missing(name: string): void {
    const set = this.find(name)
    const state = set === undefined ? `has no ${name}` : `has ${name}="${set.value}", which means not set`
    this.findings.error('V-03', this.placeOf(name), `<${this.element.name}> ${state}`)
  }

  /** Code of several lines: line-break markers are line feeds (model format 2.6). Undefined if absent or blank. */
  code(name: string): Source | undefined {
    const attribute = this.find(name)
    return attribute === undefined ? undefined : this.sourceOf(attribute)
  }

  /** The element's own text, as code. */
  contentCode(): Source | undefined {
    return this.sourceOf(this.element.content)
  }

  /** Text of one line with its position; undefined if absent or a placeholder. */
  source(name: string): Source | undefined {
    const attribute = this.find(name)
    if (attribute === undefined || isPlaceholder(attribute.value)) return undefined
    return this.sourceOf(attribute)
  }

  /** One of the allowed values (V-07), or the default if it is not set; undefined for any other value. */
  choice<T extends string>(name: string, choices: readonly T[], byDefault: T): T
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined
  choice<T extends string>(name: string, choices: readonly T[], byDefault?: T): T | undefined {
    const value = this.text(name)
    if (value === undefined) {
      if (byDefault === undefined) this.missing(name)
      return byDefault
    }
    const known = choices.find((choice) => choice === value)
    if (known === undefined) this.unknownValue(name, value, choices)
    return known ?? byDefault
  }

  unknownValue(name: string, value: string, choices: readonly string[]): void {
    const hint = orElse(didYouMean(value, choices), `use one of ${choices.join(', ')}`)
    this.findings.error(
      'V-07',
      this.placeOf(name),
      `<${this.element.name}> has ${name}="${value}", which is not known`,
      hint,
    )
  }

  /** `true` or `false` in any letter case (model format 3.3). */
  flag(name: string, byDefault = false): boolean {
    const value = this.text(name)
    if (value === undefined) return byDefault
    const lower = value.toLowerCase()
    if (lower !== 'true' && lower !== 'false') this.unknownValue(name, value, ['true', 'false'])
    return lower === 'true'
  }

  /** A whole number, with an error (V-07) for anything else or out of bounds. */
  wholeNumber(
    name: string,
    byDefault: number,
    minimum = Number.MIN_SAFE_INTEGER,
    maximum = Number.MAX_SAFE_INTEGER,
  ): number {
    const value = this.text(name)
    if (value === undefined) return byDefault
    const number = Number(value)
    if (/^-?\d+$/.test(value) && number >= minimum && number <= maximum) return number
    const bounds =
      minimum === Number.MIN_SAFE_INTEGER
        ? ''
        : ` from ${minimum}${maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`}`
    this.findings.error('V-07', this.placeOf(name), `${name}="${value}" is not a whole number${bounds}`)
    return byDefault
  }

  /** Readers of the children of that name, in document order. Every call returns the same readers. */
  children(name: string): readonly ElementReader[] {
    const known = this.readers.get(name)
    if (known !== undefined) return known
    const readers = this.element.children
      .filter((child) => child.name === name)
      .map((child) => new ElementReader(this.document, child, this.findings))
    this.readers.set(name, readers)
    return readers
  }

  /** Marks attributes that have no meaning here, so that they cause no warning. */
  ignore(...names: readonly string[]): void {
    this.asked.push(...names)
  }

  /** Marks children that are allowed but have no meaning here. */
  ignoreChildren(...names: readonly string[]): void {
    for (const name of names) if (!this.readers.has(name)) this.readers.set(name, [])
  }

  /** Skips the whole element without warnings about unknown names, because its problem was reported. */
  skip(): void {
    this.skipped = true
  }

  /** Warns about every attribute and element that was not read, once for each name (rule V-02). */
  reportUnknown(): void {
    if (this.skipped) return
    warnOfUnknown(this, this.asked, this.readers)
    for (const readers of this.readers.values()) for (const reader of readers) reader.reportUnknown()
  }

  placeOfText(text: XmlText): FilePosition {
    return textPlace(this.document, text)
  }

  private find(name: string): XmlAttribute | undefined {
    if (!this.asked.includes(name)) this.asked.push(name)
    return this.element.attributes.find((attribute) => attribute.name === name)
  }

  private sourceOf(text: XmlText): Source | undefined {
    if (text.value.trim() === '') return undefined
    return {
      text: text.value.replaceAll('|LB|', '\n'),
      place: this.placeOfText(text),
      raw: this.document.text.slice(text.offset, text.end),
    }
  }
}
