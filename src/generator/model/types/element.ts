import type { FilePosition } from '../../../core/run/report.ts'

export interface Element {
  readonly name: string
  readonly place: FilePosition
}

/** Text from an attribute or element, with the position where it starts. */
export interface Source {
  readonly text: string
  readonly place: FilePosition
  /** The text in the file from `place` on, not decoded. Set if `text` is the whole of it, decoded. */
  readonly raw?: string
}

/** JSON of the model, parsed. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

export type Value = string | number | boolean | readonly string[]
