import { isNumberText } from '../../../core/documents/number-texts.ts'

/**
 * A member as JSON on one line, which is also valid as YAML in flow style. Numbers are printed as they were written.
 * @param holder the mapping or list that contains it
 */
export function renderMember(holder: object, member: string | number): string {
  const value = (holder as Record<string | number, unknown>)[member]
  return isNumberText(holder, member, value) ? value : renderValue(value)
}

/** A whole value, printed in the same way. */
export function renderValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return renderScalar(value)
  if (Array.isArray(value)) return `[${value.map((_, index) => renderMember(value, index)).join(', ')}]`
  return `{${Object.keys(value)
    .map((member) => `${renderScalar(member)}: ${renderMember(value, member)}`)
    .join(', ')}}`
}

/** Characters that JSON allows unescaped, and YAML does not. */
const unprintable = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

function renderScalar(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return text.replace(unprintable, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
