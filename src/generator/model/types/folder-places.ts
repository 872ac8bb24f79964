/**
 * Where the elements of a model stand in the folder form, as data: a model can be cloned and stored with it.
 * `placeInFolder` reads it.
 */
export type FolderPlaces =
  | {
      /** Of a folder: other paths for some of its files. */
      readonly kind: 'files'
      readonly files: Readonly<Record<string, string>>
    }
  | {
      /** Of a model in one file. */
      readonly kind: 'parts'
      readonly file: string
      /** By place. */
      readonly parts: readonly FolderPart[]
    }

/** A part of a model in one file, from its start to that of the next. */
export interface FolderPart {
  /** Its path in the folder form. */
  readonly file: string
  /** Where it starts, both from 1. */
  readonly line: number
  readonly column: number
  /** UTF-16 units of white space before it, when it begins its line. */
  readonly indent: number
  /** Lines behind its first one that do not begin with this white space. */
  readonly outdented: readonly number[]
}
