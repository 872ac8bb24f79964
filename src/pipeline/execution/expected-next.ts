/** What a definition says of a stage, as far as a failure needs it. */
interface FailingStage {
  readonly onSuccess?: Conditions | undefined
  readonly onFailure?: (Conditions & { readonly result?: string | undefined }) | undefined
}

interface Conditions {
  readonly conditions?: readonly { readonly result?: string | undefined }[] | undefined
}

/**
 * What the service does by itself after a stage failed. It retries a stage once, and rolls back only to an execution
 * that succeeded there. A condition with the result `ROLLBACK` may lead to one.
 * @param attempts how often the action that failed has run
 */
export function expectedNext(
  { onSuccess, onFailure }: FailingStage,
  attempts: number,
): 'retry' | 'rollback' | undefined {
  if (onFailure?.result === 'RETRY') return attempts > 1 ? undefined : 'retry'
  const conditions = [...(onFailure?.conditions ?? []), ...(onSuccess?.conditions ?? [])]
  const rollsBack = onFailure?.result === 'ROLLBACK' || conditions.some(({ result }) => result === 'ROLLBACK')
  return rollsBack ? 'rollback' : undefined
}
