import type { CommandField } from '../../model/types/command.ts'
import type { EventField } from '../../model/types/domain-event.ts'
import type { Value } from '../../model/types/element.ts'
import type { Collection, Field, FieldType } from '../../model/types/field.ts'
import { call, dictionary, type PythonNode } from '../code/python-layout.ts'
import { floatLiteral, pythonLiteral } from '../code/python-literal.ts'
import type { Imports } from './references.ts'

/** `{"code": "String", …}` */
export function fieldTypes(fields: readonly Field[]): PythonNode {
  return dictionary(fields.map((field) => [field.name, pythonLiteral(field.type)]))
}

/** `{"spots": {"number": "String", …}}` */
export function collectionTypes(collections: readonly Collection[]): PythonNode {
  return dictionary(collections.map((collection) => [collection.name, fieldTypes(collection.fields)]))
}

/** As `fieldTypes`, with `field("Int", 1)` where a default differs from the zero value of the type. */
export function fieldDefinitions(fields: readonly (EventField | CommandField)[], imports: Imports): PythonNode {
  return dictionary(
    fields.map((field): [string, PythonNode] => {
      const type = pythonLiteral(field.type)
      if (field.default === undefined || isZero(field.default)) return [field.name, type]
      return [field.name, call(imports.name('draftsman.fields', 'field'), type, valueNode(field.default, field.type))]
    }),
  )
}

function isZero(value: Value): boolean {
  return value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
}

function valueNode(value: Value, type: FieldType): PythonNode {
  return type === 'Float' && typeof value === 'number' ? floatLiteral(value) : pythonLiteral(value)
}
