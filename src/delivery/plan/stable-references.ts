import type { ResourceChange } from '../../core/ports/stacks.ts'

/**
 * Drops details that cannot affect the resource: a property that only follows the name or ARN of a resource that keeps
 * its identity. CloudFormation lists such a property whenever the resource behind it is touched (API reference,
 * `ResourceChangeDetail`, evaluation `Dynamic`).
 * @param moves whether a change, with the details that are left, may give its resource another identity
 */
export function withoutStableReferences(
  changes: readonly ResourceChange[],
  moves: (change: ResourceChange) => boolean,
): readonly ResourceChange[] {
  const listed = new Set(changes.map(({ logicalId }) => logicalId))
  const moving = new Set<string>()
  for (;;) {
    const reduced = changes.map((change) => withDetails(change, (cause) => isStable(cause, listed, moving)))
    const found = reduced.filter(
      (change) => !moving.has(change.logicalId) && (change.action !== 'Modify' || moves(change)),
    )
    if (found.length === 0) return reduced
    for (const { logicalId } of found) moving.add(logicalId)
  }
}

/** `Function` and `Function.Arn` name a resource's identity; other attributes may change while the identity stays. */
function isStable(cause: string, listed: ReadonlySet<string>, moving: ReadonlySet<string>): boolean {
  const [resource = '', attribute] = cause.split('.', 2)
  return listed.has(resource) && !moving.has(resource) && (attribute === undefined || attribute === 'Arn')
}

function withDetails(change: ResourceChange, drop: (cause: string) => boolean): ResourceChange {
  const details = change.details.filter(({ cause }) => cause === undefined || !drop(cause))
  if (details.length === change.details.length || change.replacement !== 'Conditional') return { ...change, details }
  const forcing = details.some(({ requiresRecreation = 'Never' }) => requiresRecreation !== 'Never')
  return { ...change, details, ...(forcing ? {} : { replacement: 'False' }) }
}
