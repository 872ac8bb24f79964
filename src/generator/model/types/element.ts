import type { FilePosition } from '../../../core/run/report.ts'

export interface Element {
  readonly name: string
  readonly place: FilePosition
}

/** A piece of text from an attribute or element, with the place where it starts. */
export interface Source {
  readonly text: string
  readonly place: FilePosition
  /** As it stands in the file from `place` on, not decoded; there when `text` is the decoded whole of it. */
  readonly raw?: string
}

/** JSON as the model has it, already parsed. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

export type Value = string | number | boolean | readonly string[]
