/**
 * Members of mappings and lists whose text is a number that a number of JavaScript would write otherwise, such as
 * `1.10`.
 */
const numberTexts = new WeakMap<object, Map<string, string>>()

/**
 * Whether a number of JavaScript gives the same text back: `80` and `1.5` do, `1.10`, `007` and `1234567890123456789`
 * do not.
 */
export function isPlainNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text) && text !== '-0' && String(Number(text)) === text
}

/**
 * Remembers that a member, which is kept as text, was written as a number: whoever writes it again leaves the quotes
 * out.
 * @param holder mapping or list @param text of the number, which is also the member's value
 */
export function noteNumberText(holder: object, member: string | number, text: string): void {
  const texts = numberTexts.get(holder) ?? new Map<string, string>()
  numberTexts.set(holder, texts.set(String(member), text))
}

/** Whether a member of this value was written as a number. */
export function isNumberText(holder: object, member: string | number, value: unknown): value is string {
  return value !== undefined && numberTexts.get(holder)?.get(String(member)) === value
}

/** Hands over what is known of a member to its copy in another mapping or list. */
export function carryNumberText(
  [from, member]: readonly [object, string | number],
  [to, copy]: readonly [object, string | number],
): void {
  const text = numberTexts.get(from)?.get(String(member))
  if (text !== undefined) noteNumberText(to, copy, text)
}
