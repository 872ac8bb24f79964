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
      const signature = signatures.get(child)!
      const place = () => placeAt(document, child.offset, child.name.length + 1)
      if (known.has(signature))
        findings.warning(
          'V-29',
          place(),
          `<${child.name}> stands here twice with the same content; the modeler drops one`,
        )
      known.add(signature)
      if (!warned && (signature & 1) === 1) {
        warned = true
        findings.warning('V-30', place(), 'the modeler cannot load lists with characters beyond Latin-1')
      }
    }
    for (const child of children) visit(child)
  }
  visit(document.root)
}

const beyondLatin1 = /[^\0-\xff]/

/** For each element a number that is equal for those that the modeler takes for the same; odd when there are characters beyond Latin-1. */
type Signatures = ReadonlyMap<XmlElement, number>

/** Children count by their numbers: their texts, written out at each level, would take as many times the document as it has levels. */
function signaturesOf(root: XmlElement): Signatures {
  const numbers = new Map<string, number>()
  const signatures = new Map<XmlElement, number>()
  const visit = (element: XmlElement): number => {
    let text = `${element.name}\u0002`
    for (const { name, value } of element.attributes) text += `${name}=${value}\u0001`
    text += `\u0002${element.content.value}`
    let foreign = beyondLatin1.test(text) ? 1 : 0
    for (const child of element.children) {
      const inner = visit(child)
      text += `\u0003${inner}`
      foreign |= inner & 1
    }
    const known = numbers.get(text)
    const signature = known ?? numbers.size * 2 + foreign
    if (known === undefined) numbers.set(text, signature)
    signatures.set(element, signature)
    return signature
  }
  visit(root)
  return signatures
}
