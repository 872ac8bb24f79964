import { replaceEnclosed } from './enclosed.ts'

/** Stands in a text for a part that cannot be known before the deployment, and may be anything. */
export const unknownPart = '\uE000'

/** Stands in a text for a part that is not known, but is certainly the name or address of a resource of this very template. */
export const otherPart = '\uE001'

/** Values of which one will be there, because a condition cannot be known. */
export class OneOf {
  readonly values: readonly unknown[]

  constructor(values: readonly unknown[]) {
    this.values = values
  }
}

/** The service puts values in place of dynamic references, also of those that come with a parameter. */
export function withoutDynamicReferences(text: string): string {
  return replaceEnclosed(text, '{{resolve:', '}}', () => unknownPart)
}

/** Whether some part of the text cannot be known. */
export function isUncertain(text: string): boolean {
  return text.includes(unknownPart)
}

/** The text for people: `…` for what is not known. */
export function shownText(text: string): string {
  return text.replaceAll(unknownPart, '…').replaceAll(otherPart, '…')
}
