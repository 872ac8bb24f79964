import type { Element } from './element.ts'

export type ScalarType = 'String' | 'Int' | 'Float' | 'Boolean'

export type FieldType = ScalarType | 'StringList'

/** A field with its type (model format 3.2). */
export interface Field extends Element {
  readonly type: FieldType
}

export interface Collection extends Element {
  readonly fields: readonly Field[]
}
