import type { Context } from '../../core/run/context.ts'
import type { RequiredEvidence } from '../../delivery/promotion/required-evidence.ts'

/** Warns about a bucket without versions, because removed or replaced evidence leaves no trace there. */
export function noteUnversioned(evidence: readonly RequiredEvidence[], { report }: Context): void {
  const buckets = new Set(evidence.flatMap(({ bucket, versioned }) => (versioned ? [] : [bucket])))
  for (const bucket of buckets)
    report({
      kind: 'note',
      text: `${bucket} keeps no versions: evidence that was replaced or removed there cannot be seen`,
    })
}
