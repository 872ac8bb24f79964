import type { Field } from '../../types/field.ts'
import type { ClauseOperand, Query } from '../../types/view.ts'
import { readAccess } from '../domain/read-access.ts'
import { present } from '../domain/read-fields.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import { readName, readNamespace } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'

const operands = [
  'equals',
  'not_equals',
  'less_than',
  'greater_than',
  'less_than_equals',
  'greater_than_equals',
] as const

/** A query of a view (model format 11.6, V-24). */
export function readQuery(
  reader: ElementReader,
  folder: readonly string[],
  fields: readonly Field[],
  symbols: Symbols,
): Query | undefined {
  const { findings, place } = reader
  const method = readName(reader, 'field-name', 'camel')
  const namespace = readNamespaceOf(reader, folder)
  const type = reader.choice('type', ['get', 'filter', 'query'])
  const clauses =
    type === 'get' ? [] : present(reader.children('filter-clause').map((child) => readClause(child, fields)))
  if (type === 'get' && reader.children('filter-clause').length > 0)
    findings.warning('V-24', place, 'a query of type get has no clauses; they are left out')
  const canonicalSearch = reader.flag('use-canonical-search') && type !== 'get'
  const names = [
    'key',
    'key_begins_with',
    ...clauses.flatMap(({ field, operand }) => [field.name, `${field.name}_${operand}`]),
  ]
  const access = readAccess(
    reader,
    `query ${method ?? ''}`.trim(),
    ['anonymous', 'authenticated', 'role', 'user'],
    names,
    symbols,
  )
  if (method === undefined || type === undefined || namespace === undefined) return undefined
  return { place, namespace, method, type, access, canonicalSearch, clauses }
}

/** The namespace: the attribute, or else the folder (decision D-03). */
export function readNamespaceOf(reader: ElementReader, folder: readonly string[]): readonly string[] | undefined {
  if (reader.text('graphql-namespace') === undefined) {
    if (folder.length === 0) reader.missing('graphql-namespace')
    return folder.length === 0 ? undefined : folder
  }
  const namespace = readNamespace(reader, 'graphql-namespace')
  if (namespace !== undefined && folder.length > 0 && namespace.join('.') !== folder.join('.')) {
    const text = `the namespace ${namespace.join('.')} differs from the folder ${folder.join('/')}; the attribute counts`
    reader.findings.warning('V-06', reader.placeOf('graphql-namespace'), text)
  }
  return namespace
}

function readClause(reader: ElementReader, fields: readonly Field[]): Query['clauses'][number] | undefined {
  const { findings, place } = reader
  const name = reader.required('field-name')
  const operand = reader.choice('operand', operands)
  const field = namedIn(fields, name)
  if (name === undefined || operand === undefined) return undefined
  if (field === undefined) {
    findings.error(
      'V-24',
      reader.placeOf('field-name'),
      `the view has no plain field ${name}`,
      didYouMean(name, () => fields.map((candidate) => candidate.name)),
    )
    return undefined
  }
  if (!fits(operand, field)) {
    findings.error(
      'V-24',
      reader.placeOf('operand'),
      `${operand} has no meaning for ${field.name}, which is ${field.type}`,
    )
    return undefined
  }
  return { field, operand, place }
}

/** Only numbers and texts can be ordered. */
function fits(operand: ClauseOperand, { type }: Field): boolean {
  if (operand === 'equals' || operand === 'not_equals') return true
  return type === 'Int' || type === 'Float' || type === 'String'
}
