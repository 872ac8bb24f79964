import { placeAt, type XmlDocument, type XmlElement } from '../xml/xml-document.ts'
import type { Findings } from './findings.ts'

/** Warns of what the modeler would lose in lists: identical siblings (V-29), and text that it cannot hash (V-30). */
export function checkSiblings(document: XmlDocument, findings: Findings): void {
  const signatures = signaturesOf(document.root)
  let warned = !beyondLatin1.test(document.text)
  const visit = ({ children }: XmlElement): void => {
    const counts = new Map<string, number>()
    for (const { name } of children) counts.set(name, (counts.get(name) ?? 0) + 1)
    const known = new Set<number>()
    for (const child of children) {
      if (counts.get(child.name) === 1) continue
      const { number, foreign } = signatures.get(child)!
      const place = () => placeAt(document, child.offset, child.name.length + 1)
      if (known.has(number))
        findings.warning(
          'V-29',
          place(),
          `<${child.name}> stands here twice with the same content; the modeler drops one`,
        )
      known.add(number)
      if (!warned && foreign) {
        warned = true
        findings.warning('V-30', place(), 'the modeler cannot load lists with characters beyond Latin-1')
      }
    }
    for (const child of children) visit(child)
  }
  visit(document.root)
}

const beyondLatin1 = /[^\0-\xff]/

/** Equal numbers for elements that the modeler takes for the same; `foreign` when there are characters beyond Latin-1 in it. */
interface Signature {
  readonly number: number
  readonly foreign: boolean
}

/** Children count by their numbers: their texts, written out at each level, would take as many times the document as it has levels. */
function signaturesOf(root: XmlElement): ReadonlyMap<XmlElement, Signature> {
  const numbers = new Map<string, number>()
  const signatures = new Map<XmlElement, Signature>()
  const visit = (element: XmlElement): Signature => {
    const { name, attributes, children, content } = element
    const inner = children.map(visit)
    const own = `${name}\u0002${attributes.map((each) => `${each.name}=${each.value}`).join('\u0001')}\u0002${content.value}`
    const text = `${own}\u0003${inner.map(({ number }) => number).join('\u0004')}`
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    const signature = { number, foreign: beyondLatin1.test(own) || inner.some(({ foreign }) => foreign) }
    signatures.set(element, signature)
    return signature
  }
  visit(root)
  return signatures
}
