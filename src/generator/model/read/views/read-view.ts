import { defined } from '../../../../core/run/defined.ts'
import type { Field } from '../../types/field.ts'
import type { Relation } from '../../types/view.ts'
import { readRole } from '../domain/read-access.ts'
import { fieldTypes, present, readField, withoutRepeats } from '../domain/read-fields.ts'
import { namespaceOfQueries } from '../parts/compiled-parts.ts'
import type { Part } from '../parts/parts.ts'
import { refuseBuiltIn } from '../reader/built-in-names.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import { readName, readNameOfFile } from '../reader/names.ts'
import type { Symbols, ViewShape } from '../reader/symbols.ts'
import { readQuery } from './read-query.ts'

const relationTypes = ['ObjectList', 'OneToOne', 'ManyToOne', 'OneToMany', 'ManyToMany'] as const

/** Type names of the API that no view may take (decision D-72). */
const reservedNames = [
  'Query',
  'Mutation',
  'Subscription',
  'Trace',
  'Notification',
  'CommandResult',
  'String',
  'Int',
  'Float',
  'Boolean',
  'ID',
  'AWSDate',
  'AWSTime',
  'AWSDateTime',
  'AWSTimestamp',
  'AWSEmail',
  'AWSJSON',
  'AWSURL',
  'AWSPhone',
  'AWSIPAddress',
]

/** Attributes of a stored row that are not the view's own (docs/decisions/0001). */
const storageNames = ['pk', 'sk', 'expires']

/** A view without its handlers (model format 11), which is added to `symbols`. */
export function readView(part: Part, symbols: Symbols): ViewShape | undefined {
  const { reader } = part
  const { findings } = symbols
  const name = readNameOfFile(reader, part.name, 'pascal')
  const elements = reader.children('field')
  const isRelation = (child: ElementReader): boolean => relationTypes.some((type) => type === child.literal('type'))
  const fields = withoutRepeats(reader, present(elements.filter((child) => !isRelation(child)).map(readViewField)))
  const key = readKey(elements, fields, symbols)
  const relations = withoutRepeatedNames(
    reader,
    present(elements.filter(isRelation).map((child) => readRelation(child, fields, symbols))),
  )
  const namespace = part.namespace ?? namespaceOfQueries(reader)?.split('.') ?? []
  const queries = present(reader.children('query').map((child) => readQuery(child, namespace, fields, symbols)))
  const retention = reader.wholeNumber('data-retention-days', -1)
  // v3 also writes the flag under another name. It is set if either is true (decision D-39).
  const silent = [reader.flag('exclude-notification'), reader.flag('att_exclude-notification')].includes(true)
  if (name === undefined) return undefined
  const shape: ViewShape = {
    name,
    place: reader.place,
    namespace,
    ...(retention > 0 ? { retentionDays: retention } : {}),
    notifies: !silent,
    ...defined({ key }),
    fields,
    relations,
    queries,
  }
  if (reservedNames.includes(name))
    findings.error('V-04', reader.placeOf('name'), `the view name ${name} is a type of the API`)
  checkShape(
    shape,
    elements.some((child) => child.has('pk')),
    symbols,
  )
  symbols.views.set(name, shape)
  return shape
}

function readViewField(reader: ElementReader): Field | undefined {
  reader.ignore('ref', 'foreign-key', 'authorization', 'role', 'pk', 'default', 'pattern', 'auto-fill')
  return readField(reader, fieldTypes, 'field')
}

function readKey(
  elements: readonly ElementReader[],
  fields: readonly Field[],
  { findings }: Symbols,
): string | undefined {
  const keys = elements.filter((child) => child.flag('pk'))
  const [first, second] = keys
  if (second !== undefined) findings.error('V-24', second.placeOf('pk'), 'a view has one primary key at most')
  const field = namedIn(fields, first?.literal('name'))
  if (first !== undefined && field?.type !== 'String')
    findings.error('V-24', first.placeOf('type'), 'the primary key has to be a String')
  return field?.name
}

function readRelation(reader: ElementReader, fields: readonly Field[], symbols: Symbols): Relation | undefined {
  const { findings } = symbols
  const type = reader.choice('type', relationTypes)
  const name = readName(reader, 'name', 'camel')
  if (name !== undefined) refuseBuiltIn(reader, 'name', name, 'list')
  const view = reader.required('ref')
  reader.ignore('pk')
  const access = readRelationAccess(reader, fields, symbols)
  const foreignKey = type === 'ObjectList' ? undefined : readForeignKey(reader, type, fields)
  if (type === 'ObjectList') reader.ignore('foreign-key')
  if (name === undefined || type === undefined || view === undefined) return undefined
  if (namedIn(fields, name) !== undefined) findings.error('V-04', reader.place, `the view has two fields ${name}`)
  return { name, place: reader.place, type, view, ...defined({ foreignKey }), access }
}

/** Two relations with the same name are never merged (V-04), because each has its own key and access. */
function withoutRepeatedNames({ findings }: ElementReader, relations: readonly Relation[]): readonly Relation[] {
  const byName = new Map<string, Relation>()
  for (const relation of relations) {
    if (byName.has(relation.name)) findings.error('V-04', relation.place, `the view has two relations ${relation.name}`)
    else byName.set(relation.name, relation)
  }
  return [...byName.values()]
}

function readForeignKey(
  reader: ElementReader,
  type: Relation['type'] | undefined,
  fields: readonly Field[],
): Relation['foreignKey'] {
  const name = reader.required('foreign-key')
  if (name === undefined) return undefined
  if (name === '#canonical') return { kind: 'canonical' }
  const place = reader.placeOf('foreign-key')
  const field = namedIn(fields, name)
  const single = type === 'OneToOne' || type === 'ManyToOne'
  if (field === undefined) {
    reader.findings.error(
      'V-24',
      place,
      `the view has no field ${name} for its foreign key`,
      didYouMean(name, () => fields.map((candidate) => candidate.name)),
    )
  } else if (field.type !== 'String' && (single || field.type !== 'StringList')) {
    reader.findings.error(
      'V-24',
      place,
      `the foreign key ${name} is ${field.type}, expected ${single ? 'String' : 'String or StringList'}`,
    )
  } else return { kind: 'field', field }
  return undefined
}

/** Protected by a role if either attribute names one (decision D-40). */
function readRelationAccess(reader: ElementReader, fields: readonly Field[], symbols: Symbols): Relation['access'] {
  const authorization = reader.choice('authorization', ['authenticated', 'role'], 'authenticated')
  if (authorization !== 'role' && reader.text('role') === undefined) return { kind: 'authenticated' }
  const names = ['#foreign-key#', ...fields.map(({ name }) => `entity.${name}`)]
  return readRole(reader, `relation ${reader.text('name') ?? ''}`.trim(), names, symbols)
}

/** @param namesKey whether a field is marked as the key; its problems were reported before */
function checkShape(view: ViewShape, namesKey: boolean, { findings }: Symbols): void {
  const { name, place, fields, relations, queries, key } = view
  if (fields.length + relations.length === 0)
    findings.error('V-33', place, `view ${name} has no field`, 'give it one: a type of the API needs a field')
  if (queries.length > 0 && key === undefined && !namesKey)
    findings.error('V-33', place, `view ${name} has queries, but no primary key`)
  const stored =
    key === undefined ? undefined : [...fields, ...relations].find((field) => storageNames.includes(field.name))
  if (stored !== undefined) {
    const text = `the name ${stored.name} is that of a member that every stored row has`
    findings.error('V-04', stored.place, text, 'give the field another name')
  }
  const reserved = [...fields, ...relations].find((member) => member.name === 'key')
  if (key !== undefined && key !== 'key' && reserved !== undefined) {
    findings.error(
      'V-04',
      reserved.place,
      `a view with a primary key has a field key already; ${name} cannot declare another`,
    )
  }
  for (const type of ['get', 'filter'] as const) {
    const [, second] = queries.filter((query) => query.type === type)
    if (second !== undefined)
      findings.error('V-24', second.place, `view ${name} has more than one query of type ${type}`)
  }
}
