import { explanation, next, type Text } from '../run/next-step.ts'
import type { DocumentLimits } from './document-limits.ts'

/** A place in a text; line and column count from 1. */
export interface TextPosition {
  readonly line: number
  readonly column: number
}

/** A document that is refused: broken, or above a limit. The caller turns it into a failure of its own. */
export class DocumentFault extends Error {
  readonly position: TextPosition | undefined
  /** The next step for the reader. */
  readonly fix: Text | undefined

  /** @param message the end of a sentence that begins with the name of the document */
  constructor(message: string, position?: TextPosition, fix?: Text) {
    super(message)
    this.position = position
    this.fix = fix
  }
}

const units: Readonly<Record<keyof DocumentLimits, string>> = {
  bytes: 'bytes',
  tokens: 'pieces of text',
  levels: 'levels of mappings and lists',
  nodes: 'keys and values, aliases counted as what they stand for',
  keys: 'keys in one mapping',
  anchors: 'anchors',
  aliases: 'aliases',
  textCharacters: 'characters in one text',
  characters: 'characters of texts, aliases counted as what they stand for',
}

/** Refuses a count above a limit. @param value a lower bound of the count, because counting ends above the limit */
export function refuseAbove(
  limits: DocumentLimits,
  limit: keyof DocumentLimits,
  value: number,
  position?: () => TextPosition,
): void {
  if (value <= limits[limit]) return
  const most = `has ${value} ${units[limit]}; at most ${limits[limit]} are read`
  throw new DocumentFault(
    most,
    position?.(),
    next`make it smaller, or split it; ${explanation('limits-on-documents')} lists all limits`,
  )
}

/** Whether a text contains a lone surrogate (half of a character), which no encoding can represent. */
export function isHalf(text: string): boolean {
  return /[\uD800-\uDFFF]/u.test(text)
}

/** The fault of a text with a lone surrogate. */
export function halfCharacter(position: TextPosition): DocumentFault {
  return new DocumentFault('has half of a character (a lone surrogate)', position, 'write the whole character')
}

/** Line and column of a place in a text. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1
  return { line, column: offset - start + 1 }
}
