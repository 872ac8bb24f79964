import { replaceEnclosed } from './enclosed.ts'

/** Placeholder in a string for a part that is not known before the deployment, and may be anything. */
export const unknownPart = '\uE000'

/** Placeholder for a part that is not known, but is certainly the name or address of a resource of this template. */
export const otherPart = '\uE001'

/** Several possible values, because a condition is not known. */
export class OneOf {
  readonly values: readonly unknown[]

  constructor(values: readonly unknown[]) {
    this.values = values
  }
}

/** The service replaces dynamic references by values, including references in the value of a parameter. */
export function withoutDynamicReferences(text: string): string {
  return replaceEnclosed(text, '{{resolve:', '}}', () => unknownPart)
}

/** Whether some part of the string is not known. */
export function isUncertain(text: string): boolean {
  return text.includes(unknownPart)
}

/** The string for people, with `…` for each part that is not known. */
export function shownText(text: string): string {
  return text.replaceAll(unknownPart, '…').replaceAll(otherPart, '…')
}
