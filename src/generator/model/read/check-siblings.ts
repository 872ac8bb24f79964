import { placeAt, type XmlDocument, type XmlElement } from '../xml/xml-document.ts'
import type { Findings } from './findings.ts'

/** Warns of what the modeler would lose in lists: identical siblings (V-29), and text that it cannot hash (V-30). */
export function checkSiblings(document: XmlDocument, findings: Findings): void {
  const beyondLatin1 = /[^\0-\xff]/.test(document.text)
  let warned = !beyondLatin1
  const visit = (element: XmlElement): void => {
    if (element.children.length > 1) {
      const known = new Map<string, number>()
      const counts = new Map<string, number>()
      for (const child of element.children) counts.set(child.name, (counts.get(child.name) ?? 0) + 1)
      for (const child of element.children) {
        if (counts.get(child.name) === 1) continue
        const signature = signatureOf(child)
        const place = () => placeAt(document, child.offset, child.name.length + 1)
        if (known.has(signature))
          findings.warning(
            'V-29',
            place(),
            `<${child.name}> stands here twice with the same content; the modeler drops one`,
          )
        known.set(signature, 1)
        if (!warned && /[^\0-\xff]/.test(signature)) {
          warned = true
          findings.warning('V-30', place(), 'the modeler cannot load lists with characters beyond Latin-1')
        }
      }
    }
    for (const child of element.children) visit(child)
  }
  visit(document.root)
}

/** Equal for elements that the modeler takes for the same. */
function signatureOf({ name, attributes, children, content }: XmlElement): string {
  const own = attributes.map((attribute) => `${attribute.name}=${attribute.value}`).join('\u0001')
  return `${name}\u0002${own}\u0002${content.value}\u0003${children.map(signatureOf).join('\u0004')}`
}
