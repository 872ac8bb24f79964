import { replaceEnclosed } from '../../template/enclosed.ts'
import { unknownPart, withoutDynamicReferences } from '../../template/resolved-text.ts'

/** How sure it is that a pattern of a policy covers something: `possible` when it hangs on a value that is not known. */
export type Certainty = 'certain' | 'possible' | 'no'

/**
 * Whether some text that begins with `start` can match the pattern: `*` stands for any text, `?` for one character, and so does each
 * variable of IAM (`${…}`), whose value comes with the request (IAM user guide, "Policy variables").
 */
export function mayBeginWith(pattern: string, start: string): Certainty {
  const whole = certainty(pattern, (tokens) => positionsAfter(tokens, start).size > 0)
  if (whole !== 'certain') return whole
  // Whether a star reaches beyond its part of an ARN is not said clearly (IAM user guide, "Resource").
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

/** The six parts of an ARN, the last one with its colons; undefined for fewer, where a star stands for the others. */
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

/** A character that no name and no ARN has. */
const impossible = '\uE002'

function certainty(pattern: string, matches: (tokens: readonly string[]) => boolean): Certainty {
  const open = withoutDynamicReferences(pattern)
  if (matches(tokensOf(open.replaceAll(unknownPart, impossible)))) return 'certain'
  return matches(tokensOf(open.replaceAll(unknownPart, '*'))) ? 'possible' : 'no'
}

function tokensOf(pattern: string): readonly string[] {
  return [...withoutStarRows(withStarsForVariables(pattern))]
}

/** Several stars in a row are one; otherwise there would be as many positions as stars. */
function withoutStarRows(pattern: string): string {
  return pattern.replace(/\*+/g, '*')
}

function withStarsForVariables(pattern: string): string {
  return replaceEnclosed(pattern, '${', '}', () => '*')
}

/** Where in the pattern one can be once the text has been read. */
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

/** A star may stand for nothing. */
function withStars(tokens: readonly string[], from: readonly number[]): Set<number> {
  const positions = new Set(from)
  for (const position of positions) if (tokens[position] === '*') positions.add(position + 1)
  return positions
}
