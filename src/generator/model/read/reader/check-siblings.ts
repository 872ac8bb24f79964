import { placeAt, type XmlDocument, type XmlElement } from '../../xml/xml-document.ts'
import type { Findings } from './findings.ts'

/**
 * Warns about elements that the modeler would lose in lists: identical siblings (V-29), and text that it cannot hash
 * (V-30).
 */
export function checkSiblings(document: XmlDocument, findings: Findings): void {
  const signatures = signaturesOf(document.root)
  let warned = !beyondLatin1.test(document.text)
  const placeOf = ({ name, offset }: XmlElement) => placeAt(document, offset, name.length + 1)
  const visit = ({ children }: XmlElement): void => {
    const counts = new Map<string, number>()
    for (const { name } of children) counts.set(name, (counts.get(name) ?? 0) + 1)
    const repeated = new Map<number, { readonly second: XmlElement | undefined; readonly times: number }>()
    for (const child of children) {
      if (counts.get(child.name) === 1) continue
      const signature = signatures.get(child)!
      const { second, times = 0 } = repeated.get(signature) ?? {}
      repeated.set(signature, { second: times === 1 ? child : second, times: times + 1 })
      if (!warned && (signature & 1) === 1) {
        warned = true
        findings.warning('V-30', placeOf(child), 'the modeler cannot load lists with characters beyond Latin-1')
      }
    }
    for (const { second, times } of repeated.values())
      if (second) findings.warning('V-29', placeOf(second), lost(second, times))
    for (const child of children) visit(child)
  }
  visit(document.root)
}

function lost({ name }: XmlElement, times: number): string {
  const said =
    times === 2
      ? 'twice with the same content; the modeler drops one'
      : `${times} times with the same content; the modeler keeps one`
  return `<${name}> stands here ${said}`
}

const beyondLatin1 = /[^\0-\xff]/

/**
 * A number for each element. The modeler treats elements with equal numbers as the same. Odd with characters beyond
 * Latin-1.
 */
type Signatures = ReadonlyMap<XmlElement, number>

/** Children are compared by their numbers, because repeating their texts at each level would multiply the work. */
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
