import { DocumentFault } from '../../../core/documents/document-fault.ts'
import { explanation, next, type Text } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/**
 * A value of JSON or YAML as it was written. Numbers keep their digits; `null` and an empty YAML value are `absent`.
 */
export type ValueNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[] }
  /** In the written order; a name may appear twice. */
  | { readonly kind: 'mapping'; readonly entries: readonly (readonly [string, ValueNode])[] }

/** A list of mappings that contain a list has three levels. */
export const deepest = 4

/**
 * The failure of an input with names and values.
 * @param what the words after the name of the input; never a value, which may be a secret
 */
export function invalidValues(input: string, what: string, hint: Text): StageError {
  return new StageError('input-invalid', `${input} ${what}`, { hint })
}

/** Turns an error about a limit into the failure of the input. @throws any other error unchanged */
export function unreadValues(input: string, error: unknown): StageError {
  if (!(error instanceof DocumentFault)) throw error
  const line = error.position === undefined ? '' : ` (line ${error.position.line})`
  return invalidValues(input, `${error.message}${line}`, error.fix ?? next`${explanation('deploy')} shows the forms`)
}
