import { parseXml } from '../../../src/generator/model/xml/parse-xml.ts'
import type { XmlElement } from '../../../src/generator/model/xml/xml-document.ts'
import type { ModelFiles } from './whole-model.ts'

/** A place of a model where text stands: the value of an attribute, the text of an element, or a file that is text altogether. */
export interface TextSite {
  readonly file: string
  readonly element: string
  /** `#text` for the text of the element. */
  readonly attribute: string
  readonly from: number
  readonly to: number
  readonly language: 'xml' | 'json' | 'plain'
  /** Whether the value is an expression before it is changed. */
  readonly marked: boolean
}

/** An element with its markup. */
export interface ElementSite {
  readonly file: string
  readonly name: string
  readonly from: number
  readonly to: number
  readonly root: boolean
  /** Offset behind the start tag's name. */
  readonly afterName: number
}

/** Every place of the model where text stands. */
export function textSites(files: ModelFiles): readonly TextSite[] {
  return Object.entries(files).flatMap(([file, text]) => {
    if (file.endsWith('.xml')) return elementsOf(file, text).flatMap((element) => sitesOfElement(file, element))
    const language = file.endsWith('.json') ? 'json' : 'plain'
    if (language === 'plain')
      return [{ file, element: '', attribute: '#file', from: 0, to: text.length, language, marked: false }]
    return [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(({ index, 0: literal }) => {
      return { file, element: '', attribute: '#json', from: index, to: index + literal.length, language, marked: false }
    })
  })
}

function sitesOfElement(file: string, { name, attributes, children, content }: XmlElement): TextSite[] {
  const sites = attributes.map(({ name: attribute, value, offset, end }): TextSite => {
    return { file, element: name, attribute, from: offset, to: end, language: 'xml', marked: value.startsWith('#') }
  })
  if (children.length > 0 || content.value === '') return sites
  return [
    ...sites,
    { file, element: name, attribute: '#text', from: content.offset, to: content.end, language: 'xml', marked: false },
  ]
}

/** Every element of the model with its whole markup. */
export function elementSites(files: ModelFiles): readonly ElementSite[] {
  return Object.entries(files)
    .filter(([file]) => file.endsWith('.xml'))
    .flatMap(([file, text]) => {
      const elements = elementsOf(file, text)
      return elements.map((element, index) => {
        const { name, offset } = element
        const to = endOf(text, element)
        return { file, name, from: offset, to, root: index === 0, afterName: offset + 1 + name.length }
      })
    })
}

function elementsOf(file: string, text: string): readonly XmlElement[] {
  const result = parseXml(file, text)
  if (result.kind === 'error') throw new Error(`${file}: ${result.finding.text}`)
  const all: XmlElement[] = []
  const visit = (element: XmlElement): void => {
    all.push(element)
    element.children.forEach(visit)
  }
  visit(result.document.root)
  return all
}

/** Where the markup of an element ends: behind `/>` or its end tag. */
function endOf(text: string, { name, attributes, children, content, offset }: XmlElement): number {
  const last = children.at(-1)
  const inner = Math.max(
    offset + 1 + name.length,
    ...attributes.map(({ end }) => end + 1),
    content.end,
    last === undefined ? 0 : endOf(text, last),
  )
  const close = text.indexOf(`</${name}>`, inner)
  const selfClosed = /^\s*\/>/.exec(text.slice(inner))
  return selfClosed ? inner + selfClosed[0].length : close + name.length + 3
}
