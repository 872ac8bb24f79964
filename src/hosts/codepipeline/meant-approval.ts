/** The approval of a pipeline whose answer counts. */
export interface MeantApproval {
  readonly stage: string
  readonly action: string
}

/**
 * An approval as `<stage>/<action>`; undefined for an empty text.
 * @param refuse makes the error from what was expected
 */
export function meantApproval(text: string, refuse: (expected: string) => Error): MeantApproval | undefined {
  if (text === '') return undefined
  const [, stage, action] = /^([\w.@-]+)\/([\w.@-]+)$/.exec(text) ?? []
  if (stage === undefined || action === undefined) throw refuse('an approval as <stage>/<action>')
  return { stage, action }
}
