import { replaceEnclosed } from '../../template/enclosed.ts'
import { unknownPart, withoutDynamicReferences } from '../../template/resolved-text.ts'

/** How certain it is that a policy's pattern covers a text. It is `possible` when this depends on an unknown value. */
export type Certainty = 'certain' | 'possible' | 'no'

/**
 * Whether some text that begins with `start` can match the pattern. `*` stands for any text and `?` for one character.
 * Each IAM variable (`${…}`) also stands for any text, because its value comes with the request (IAM user guide,
 * "Policy variables").
 */
export function mayBeginWith(pattern: string, start: string): Certainty {
  const whole = certainty(pattern, (tokens) => positionsAfter(tokens, start).size > 0)
  if (whole !== 'certain') return whole
  // IAM user guide, "Resource", does not say whether a star reaches beyond its part of an ARN.
  const [parts, wanted] = [arnParts(pattern), arnParts(start)]
  if (parts === undefined || wanted === undefined) return whole
  const apart = parts.every((part, index) =>
    index === 5 ? reaches(part, wanted[5]!) : mayEqual(part, wanted[index]!) === 'certain',
  )
  return apart ? 'certain' : 'possible'
}

function reaches(pattern: string, start: string): boolean {
  return positionsAfter(tokensOf(pattern.replaceAll(unknownPart, impossible)), start).size > 0
}

/**
 * The six parts of an ARN, where the last keeps its colons. Undefined for fewer parts, when a star stands for the rest.
 */
function arnParts(arn: string): readonly string[] | undefined {
  const parts = withStarsForVariables(arn).split(':')
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** Whether the pattern can match exactly this text. */
export function mayEqual(pattern: string, text: string): Certainty {
  return certainty(pattern, (tokens) => positionsAfter(tokens, text).has(tokens.length))
}

/** Whether the pattern, `*` or an ARN of six parts, certainly matches every text that begins with `start`. */
export function coversAllBelow(pattern: string, start: string): boolean {
  if (pattern !== '*' && arnParts(pattern) === undefined) return false
  const plain = withoutDynamicReferences(pattern).replaceAll(unknownPart, impossible)
  const tokens = [...withoutStarRows(replaceEnclosed(plain, '${', '}', () => impossible))]
  return [...positionsAfter(tokens, start)].some(
    (position) => position < tokens.length && tokens.slice(position).every((token) => token === '*'),
  )
}

/** A character that no name or ARN contains. */
const impossible = '\uE002'

function certainty(pattern: string, matches: (tokens: readonly string[]) => boolean): Certainty {
  const open = withoutDynamicReferences(pattern)
  if (matches(tokensOf(open.replaceAll(unknownPart, impossible)))) return 'certain'
  return matches(tokensOf(open.replaceAll(unknownPart, '*'))) ? 'possible' : 'no'
}

function tokensOf(pattern: string): readonly string[] {
  return [...withoutStarRows(withStarsForVariables(pattern))]
}

/** Merges stars in a row into one; otherwise there would be as many positions as stars. */
function withoutStarRows(pattern: string): string {
  return pattern.replace(/\*+/g, '*')
}

function withStarsForVariables(pattern: string): string {
  return replaceEnclosed(pattern, '${', '}', () => '*')
}

/** The positions in the pattern that are possible after the text was read. */
function positionsAfter(tokens: readonly string[], text: string): ReadonlySet<number> {
  let positions = withStars(tokens, [0])
  for (const character of text) {
    const next = [...positions].flatMap((position) => {
      const token = tokens[position]
      if (token === '*') return [position]
      return token === '?' || token === character ? [position + 1] : []
    })
    positions = withStars(tokens, next)
  }
  return positions
}

/** A star may match an empty text. */
function withStars(tokens: readonly string[], from: readonly number[]): Set<number> {
  const positions = new Set(from)
  for (const position of positions) if (tokens[position] === '*') positions.add(position + 1)
  return positions
}
