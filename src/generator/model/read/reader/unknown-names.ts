import { placeAt, type XmlDocument, type XmlElement } from '../../xml/xml-document.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Findings } from './findings.ts'

interface ReadElement {
  readonly document: XmlDocument
  readonly element: XmlElement
  readonly findings: Findings
}

/**
 * Warns about the attributes and children of an element that were not read, once for each name (rule V-02).
 * @param attributeNames names of attributes that were read
 * @param children what was read, by the names of children
 */
export function warnOfUnknown(
  { document, element, findings }: ReadElement,
  attributeNames: readonly string[],
  children: ReadonlyMap<string, unknown>,
): void {
  const { name } = element
  const given = new Set([...element.attributes, ...element.children].map((one) => one.name))
  for (const attribute of element.attributes) {
    if (attributeNames.includes(attribute.name)) continue
    const place = placeAt(document, attribute.offset, attribute.end - attribute.offset)
    findings.warnOnce(
      `${name}@${attribute.name}`,
      'V-02',
      place,
      `<${name}> has an unknown attribute ${attribute.name}`,
      didYouMean(attribute.name, () => attributeNames.filter((known) => known !== 'id' && !given.has(known))),
    )
  }
  for (const child of element.children) {
    if (children.has(child.name)) continue
    const place = placeAt(document, child.offset, child.name.length + 1)
    findings.warnOnce(
      `${name}/${child.name}`,
      'V-02',
      place,
      `<${name}> has an unknown element <${child.name}>`,
      didYouMean(child.name, () => children.keys()),
    )
  }
}
