/** What a field may have. */
export interface NumberField {
  /** Its name in messages. */
  readonly field: string
  readonly from: number
  readonly to: number
  /** Names of the numbers, the first for `from`. */
  readonly names?: readonly string[]
}

/**
 * The numbers that a field names: lists, ranges, which may go round as `22-4`, and steps such as `0/15`.
 * @throws Error that names the part that is wrong
 */
export function numbersOf(text: string, field: NumberField): ReadonlySet<number> {
  return new Set(text.split(',').flatMap((part) => numbersOfPart(part, field)))
}

function numbersOfPart(part: string, field: NumberField): readonly number[] {
  const { from, to } = field
  const [range = '', step, ...more] = part.split('/')
  if (more.length > 0) throw wrong(part, field)
  const by = step === undefined ? 1 : /^\d+$/.test(step) ? Number(step) : 0
  if (by < 1) throw wrong(part, field)
  const ends = range === '*' ? [from, to] : range.split('-').map((word) => numberOf(word, field))
  const [first = from, last = step === undefined ? first : to, ...others] = ends
  if (others.length > 0) throw wrong(part, field)
  const length = last >= first ? last - first + 1 : to - first + 1 + last - from + 1
  if (last < first && field.field === 'Year') throw wrong(part, field)
  const numbers: number[] = []
  for (let at = 0; at < length; at += by) numbers.push(from + ((first - from + at) % (to - from + 1)))
  return numbers
}

/** One number, or its name in any case. @throws Error */
export function numberOf(word: string, field: NumberField): number {
  const named = field.names?.indexOf(word.toUpperCase()) ?? -1
  const number = named >= 0 ? field.from + named : /^\d+$/.test(word) ? Number(word) : Number.NaN
  if (number >= field.from && number <= field.to) return number
  throw wrong(word, field)
}

function wrong(part: string, { field, from, to, names }: NumberField): Error {
  const named = names === undefined ? '' : ` or ${names[0]} to ${names.at(-1)}`
  return new Error(`${field} has ${JSON.stringify(part)}; its values are ${from} to ${to}${named}`)
}
