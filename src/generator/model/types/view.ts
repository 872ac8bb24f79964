import type { FilePosition } from '../../../core/run/report.ts'
import type { Access } from './access.ts'
import type { Operand } from './aggregate.ts'
import type { Element, Source } from './element.ts'
import type { Field } from './field.ts'
import type { Code, Term } from './trigger.ts'

/** A view: rows that handlers fill and queries read (model format 11). */
export interface View extends Element {
  /** From the folder. */
  readonly namespace: readonly string[]
  readonly retentionDays?: number
  readonly notifies: boolean
  /** Name of the primary-key field; undefined for nested types. */
  readonly key?: string
  readonly fields: readonly Field[]
  readonly relations: readonly Relation[]
  readonly handlers: readonly SnapshotHandler[]
  readonly customHandlers: readonly CustomHandler[]
  readonly queries: readonly Query[]
}

/**
 * A relation of a view (model format 11.2). Its target is a name, because views may refer to each other; see
 * `viewNamed`.
 */
export interface Relation extends Element {
  readonly type: 'ObjectList' | 'OneToOne' | 'ManyToOne' | 'OneToMany' | 'ManyToMany'
  readonly view: string
  /** Absent for `ObjectList`. */
  readonly foreignKey?: { readonly kind: 'canonical' } | { readonly kind: 'field'; readonly field: Field }
  readonly access: Access
}

/** Fills rows from snapshots of an aggregate (model format 11.3). */
export interface SnapshotHandler {
  readonly place: FilePosition
  readonly aggregate: { readonly subDomain: string; readonly name: string }
  /** Undefined: once per snapshot; else once per item of that entity collection. */
  readonly collection?: string
  readonly key: Term
  readonly mappings: readonly ViewMapping[]
  /** Python over `snapshot` (and `item`). */
  readonly deleteWhen: readonly Source[]
}

export type ViewMapping =
  | { readonly kind: Operand; readonly place: FilePosition; readonly target: Field; readonly value: string }
  /** `template` is a Python expression over `value`. */
  | {
      readonly kind: 'convert-items'
      readonly place: FilePosition
      readonly target: Relation
      readonly collection: string
      readonly template: Source
    }

/** Fills rows with code of the model (model format 11.4). */
export interface CustomHandler {
  readonly place: FilePosition
  readonly aggregate: { readonly subDomain: string; readonly name: string }
  readonly code: Code
}

/** A query of a view (model format 11.6). */
export interface Query {
  readonly place: FilePosition
  readonly namespace: readonly string[]
  readonly method: string
  readonly type: 'get' | 'filter' | 'query'
  readonly access: Access
  readonly canonicalSearch: boolean
  readonly clauses: readonly { readonly field: Field; readonly operand: ClauseOperand; readonly place: FilePosition }[]
}

export type ClauseOperand =
  | 'equals'
  | 'not_equals'
  | 'less_than'
  | 'greater_than'
  | 'less_than_equals'
  | 'greater_than_equals'

/** A query that Python of the model answers (model format 12). */
export interface Projection extends Element {
  readonly namespace: readonly string[]
  readonly method: string
  readonly access: Access
  readonly view: string
  readonly returns: 'single' | 'list'
  readonly inputs: readonly (Field & { readonly required: boolean })[]
  readonly code: Source
}
