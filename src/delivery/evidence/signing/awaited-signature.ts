import type { Signing } from './signing.ts'

/** An environment that requires signed evidence of a stage. */
export interface AwaitedSignature {
  readonly by: string
  readonly stage: string
  /** One of these signers must have signed. */
  readonly signers: readonly string[]
}

/**
 * The warning that a stage gives before it works when another environment will refuse its evidence for lack of a
 * signature.
 * @returns undefined when the signature will suffice
 */
export function unmetSignature(
  stage: string,
  awaited: readonly AwaitedSignature[],
  { text, name }: Signing,
): string | undefined {
  const unmet = awaited.find((each) => each.stage === stage && (name === undefined || !each.signers.includes(name)))
  if (unmet === undefined) return undefined
  return `the evidence of this ${stage} will be ${text}, and ${unmet.by} requires a signature of ${unmet.signers.join(' or ')}`
}
