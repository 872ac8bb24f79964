import { objectLimits } from '../object-limits.ts'

/**
 * The limits of a document. They apply to the document as it is used, so an alias counts as everything that it stands
 * for, each time. A document above a limit is refused (`docs/errors.md`, "Limits on documents").
 */
export interface DocumentLimits {
  /** Bytes of the text in UTF-8. */
  readonly bytes: number
  /** Pieces of the text, blanks and comments included. */
  readonly tokens: number
  /** Levels of nested mappings and lists. */
  readonly levels: number
  /** Keys and values, mappings and lists included. */
  readonly nodes: number
  /** Keys of one mapping. */
  readonly keys: number
  /** Names for aliases. */
  readonly anchors: number
  readonly aliases: number
  /** Characters of one text. */
  readonly textCharacters: number
  /** Characters of all texts together. */
  readonly characters: number
}

/**
 * Limits for JSON that our own code wrote. Its size and its depth are enough to limit everything else.
 * @param bytes of the text in UTF-8
 */
export function sizedLimits(bytes: number, levels: number): DocumentLimits {
  const ofSize = { bytes, tokens: bytes, nodes: bytes, keys: bytes, textCharacters: bytes, characters: bytes }
  return { ...ofSize, levels, anchors: 0, aliases: 0 }
}

/** Small records of a few hundred bytes, such as leases, pointers, and notes of a process about itself. */
export const recordLimits: DocumentLimits = {
  ...sizedLimits(objectLimits.record, 20),
  tokens: 100_000,
  nodes: 20_000,
  keys: 2_000,
}
