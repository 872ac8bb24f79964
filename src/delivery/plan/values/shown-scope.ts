import type { SecretMask } from '../../../core/secrets/secret-mask.ts'
import { unknownPart } from '../../template/resolved-text.ts'
import { ResolvingWork } from '../../template/resolving-work.ts'
import type { Template } from '../../template/template.ts'
import type { StackValues } from '../../template/template-values.ts'

/** Stands in a shown text for the value of a NoEcho parameter, so that whatever is made of the text hides it too. */
export const hiddenPart = '\uE002'

/** A template and its parameters, to show its values to people. No secret is in it. */
export interface ShownScope {
  readonly template: Template
  /** Parameters as texts to show. */
  readonly shown: StackValues
  /** Parameters as conditions compare them; what is only shown, such as a secret, is unknown. */
  readonly known: StackValues
  readonly mask: Pick<SecretMask, 'apply'>
  /** Bounds the work on one template. */
  readonly work: ResolvingWork
}

/**
 * The scope of a template whose values people may see.
 * @param shown values of parameters. A text that is not wholly known before the deployment, as in a nested stack, has
 * `hiddenPart` or a name in braces.
 */
export function shownScope(template: Template, shown: StackValues, mask: ShownScope['mask']): ShownScope {
  const parameters = shown.parameters.map(({ name, value }) => ({
    name,
    value: value !== undefined && isSymbolic(value) ? unknownPart : value,
  }))
  return { template, shown, known: { ...shown, parameters }, mask, work: new ResolvingWork() }
}

/** Whether a shown text has a part that is not its value: a hidden one, or a reference. */
export function isSymbolic(text: string): boolean {
  return text.includes(hiddenPart) || text.includes('${') || text.includes('{{resolve:')
}
