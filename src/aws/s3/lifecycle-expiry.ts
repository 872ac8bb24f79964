import type { LifecycleRule } from '@aws-sdk/client-s3'

/**
 * After how many days enabled rules expire every object below a prefix: the shortest time of all rules whose filter is
 * this prefix or one above it, and nothing else (S3 User Guide, "Lifecycle configuration elements").
 */
export function expiryIn(rules: readonly LifecycleRule[], prefix: string): number | undefined {
  const days = rules.flatMap(({ Status, Filter, Prefix, Expiration }) => {
    const isPartial = Filter?.And ?? Filter?.Tag ?? Filter?.ObjectSizeGreaterThan ?? Filter?.ObjectSizeLessThan
    const covers = isPartial === undefined && prefix.startsWith(Filter?.Prefix ?? Prefix ?? '')
    return Status === 'Enabled' && covers && Expiration?.Days !== undefined ? [Expiration.Days] : []
  })
  return days.length === 0 ? undefined : Math.min(...days)
}
