import type { Signing } from './signing.ts'

/** An environment that lets a release in only with signed evidence of a stage. */
export interface AwaitedSignature {
  readonly by: string
  readonly stage: string
  /** One of them has to have signed. */
  readonly signers: readonly string[]
}

/**
 * What a stage should say before it works: that its evidence will not be enough, because it is not signed as another environment requires.
 * @returns undefined when it will be enough
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
