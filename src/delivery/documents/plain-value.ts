import { isPlainNumber } from '../../core/documents/number-texts.ts'

const truths = new Set(['true', 'yes', 'on'])
const untruths = new Set(['false', 'no', 'off'])

/**
 * What a plain word of YAML (one without quotes) means to CloudFormation: `yes`, `no`, `on` and `off` are booleans as
 * in YAML 1.1. A number that JavaScript would write otherwise stays text, such as `00123`, `1.10` or `.inf`; so do
 * dates and a single `y` or `n`.
 */
export function plainValue(text: string): string | number | boolean | null {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null
  if (/^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(text)) {
    const word = text.toLowerCase()
    if (truths.has(word)) return true
    if (untruths.has(word)) return false
  }
  return isPlainNumber(text) ? Number(text) : text
}

/** Whether a plain word that stays text is a number all the same: one that JSON could say too, such as `1.10`. */
export function isDecimal(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)
}
