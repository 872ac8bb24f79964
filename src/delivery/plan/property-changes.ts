import { isRecord } from '../../core/documents/is-record.ts'
import { canonicalJson } from '../canonical-json.ts'

/**
 * Paths of the properties that differ between two mappings, as deep as both are mappings: `UserPoolConfig.UserPoolId`.
 * A list or an intrinsic function counts as one value.
 */
export function changedPaths(before: unknown, after: unknown): string[] {
  return differences(before ?? {}, after ?? {}, '')
}

function differences(before: unknown, after: unknown, path: string): string[] {
  if (canonicalJson({ value: before }) === canonicalJson({ value: after })) return []
  if (!isRecord(before) || !isRecord(after) || isIntrinsic(before) || isIntrinsic(after)) return [path]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`))
}

function isIntrinsic(value: Record<string, unknown>): boolean {
  const keys = Object.keys(value)
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0]!.startsWith('Fn::'))
}

/** Whether the template alone determines the value. */
export function isLiteral(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isLiteral)
  if (!isRecord(value)) return true
  return !isIntrinsic(value) && Object.values(value).every(isLiteral)
}

/** The value at a path such as `Template.TemplateName`. */
export function valueAt(properties: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), properties)
}
