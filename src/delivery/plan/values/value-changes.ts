import { isRecord } from '../../../core/documents/is-record.ts'
import { readJson } from '../../../core/documents/read-json.ts'
import { defined } from '../../../core/run/defined.ts'
import { namesSecret } from '../../../core/secrets/secret-name.ts'
import { canonicalJson } from '../../canonical-json.ts'
import { policyLimits } from '../../documents/limits.ts'
import { leafText } from './leaf-text.ts'
import { changedLines } from './line-changes.ts'
import { listChanges } from './list-changes.ts'
import { hiddenText, type ValueChange } from './value-change.ts'

/** Values deeper than this are compared as one text. */
const deepest = 60

/**
 * What differs between two values, one entry for each single value. Mappings are compared by name, lists by what names
 * their items, and texts that are JSON by what they contain.
 * @param before as `shownValue` gives it; undefined when it is not there
 */
export function valueChanges(before: unknown, after: unknown, path = '', depth = 0): readonly ValueChange[] {
  if (isSameValue(before, after)) return []
  const inner = (a: unknown, b: unknown, step: string) => valueChanges(a, b, step, depth + 1)
  if (depth < deepest) {
    const [one, other] = namesSecret(lastName(path)) ? [] : [parsedJson(before), parsedJson(after)]
    if (one !== undefined && other !== undefined) return inner(one, other, path)
    if (areLists(before, after)) return listChanges(asList(before), asList(after), path, inner)
    if ((isMapping(before) || before === undefined) && (isMapping(after) || after === undefined)) {
      const [former, next] = [before ?? {}, after ?? {}]
      const keys = [...new Set([...Object.keys(former), ...Object.keys(next)])].sort()
      const value = (record: Record<string, unknown>, key: string) =>
        Object.hasOwn(record, key) ? record[key] : undefined
      return keys.flatMap((key) => inner(value(former, key), value(next, key), path === '' ? key : `${path}.${key}`))
    }
  }
  return [leafChange(before, after, path)]
}

/** One single value, with its changed lines when it has several. */
export function leafChange(before: unknown, after: unknown, path: string): ValueChange {
  const name = secretStep(path) ?? lastName(path)
  const [former, next] = [before, after].map((value) => (value === undefined ? undefined : leafText(value, name)))
  const hides = (former ?? next)?.includes(hiddenText) === true || next?.includes(hiddenText) === true
  const remark = hides && former === next ? 'a secret, which changes' : undefined
  const lines = isLong(former) || isLong(next) ? changedLines(former ?? '', next ?? '') : undefined
  return { path, ...defined({ before: former, after: next, lines, remark }) }
}

/** `true` and `"true"` are the same for CloudFormation. */
function isSameValue(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return before === after
  if (typeof before !== 'object' && typeof after !== 'object') return String(before) === String(after)
  return canonicalJson({ value: before }) === canonicalJson({ value: after })
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && Object.keys(value).length > 0
}

/** A single text counts as a list of one, as in the actions of a policy. */
function areLists(before: unknown, after: unknown): boolean {
  const fits = (value: unknown) => Array.isArray(value) || value === undefined || typeof value === 'string'
  return (Array.isArray(before) || Array.isArray(after)) && fits(before) && fits(after)
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value].flat()
}

function isLong(text: string | undefined): boolean {
  return text?.includes('\n') === true
}

/** The value of a text that is a JSON object or list; undefined for any other value. */
function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value) || !/[\]}]\s*$/.test(value)) return undefined
  try {
    const parsed = readJson(value, policyLimits)
    // JSON may have numbers that JavaScript cannot hold, and those cannot be compared.
    canonicalJson(parsed)
    return parsed
  } catch {
    return undefined
  }
}

/** The name of an outer value that makes everything inside it a secret, such as `Credentials`. */
function secretStep(path: string): string | undefined {
  const steps = path
    .replace(/\[[^\]]*\]/g, '')
    .split('.')
    .slice(0, -1)
  return steps.find((step) => /secret|passw|credential/i.test(step) && !/^generate/i.test(step) && namesSecret(step))
}

/** `STAGE` of `Environment.Variables.STAGE`, `env` of `Tags[env]`. */
function lastName(path: string): string {
  const bracket = /\[([^\]]*)\]$/.exec(path)
  return bracket?.[1] ?? path.slice(path.lastIndexOf('.') + 1)
}
