/** Whether two values of JSON are equal, regardless of the order of members. */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const members = Object.keys(left)
  if (members.length !== Object.keys(right).length) return false
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>]
  return members.every((member) => Object.hasOwn(other, member) && isSameValue(one[member], other[member]))
}

/**
 * Finds every mapping and list that differs from the value at the same position of another value, in one pass.
 * @param changed is called with each of them
 * @returns whether the two values are equal
 */
export function gatherChanged(value: unknown, wanted: unknown, changed: Set<unknown>): boolean {
  if (value === wanted) return true
  if (typeof value !== 'object' || typeof wanted !== 'object' || value === null || wanted === null) return false
  let same = Array.isArray(value) === Array.isArray(wanted)
  const [one, other] = [value as Record<string, unknown>, wanted as Record<string, unknown>]
  const members = Object.keys(other)
  if (members.length !== Object.keys(one).length) same = false
  for (const member of members)
    if (!Object.hasOwn(one, member) || !gatherChanged(one[member], other[member], changed)) same = false
  if (!same) changed.add(wanted)
  return same
}

/** Whether a value is a mapping of names. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
