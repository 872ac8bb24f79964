import { objectLimits } from '../object-limits.ts'

/**
 * What a document may have at most. Counts are of the document as it is used: an alias counts as all that it stands for, each time.
 * One above a limit is refused (`docs/errors.md`, "Limits on documents").
 */
export interface DocumentLimits {
  /** Of the text in UTF-8. */
  readonly bytes: number
  /** Pieces of the text, blanks and comments included. */
  readonly tokens: number
  /** Mappings and lists inside of each other. */
  readonly levels: number
  /** Keys and values, mappings and lists included. */
  readonly nodes: number
  /** Keys of one mapping. */
  readonly keys: number
  /** Names for aliases. */
  readonly anchors: number
  readonly aliases: number
  /** Of one text. */
  readonly textCharacters: number
  /** Of all texts together. */
  readonly characters: number
}

/**
 * Limits of JSON that our own code wrote: its size and its depth bound all the rest.
 * @param bytes of the text in UTF-8
 */
export function sizedLimits(bytes: number, levels: number): DocumentLimits {
  const ofSize = { bytes, tokens: bytes, nodes: bytes, keys: bytes, textCharacters: bytes, characters: bytes }
  return { ...ofSize, levels, anchors: 0, aliases: 0 }
}

/** Small records, such as leases, pointers, and what a process notes about itself: a few hundred bytes each. */
export const recordLimits: DocumentLimits = {
  ...sizedLimits(objectLimits.record, 20),
  tokens: 100_000,
  nodes: 20_000,
  keys: 2_000,
}
