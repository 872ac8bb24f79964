import { defined } from '../../../../core/run/defined.ts'
import type { Source } from '../../types/element.ts'
import type { Field } from '../../types/field.ts'
import type { CustomHandler, SnapshotHandler, View } from '../../types/view.ts'
import { readCode } from '../code/read-code.ts'
import { readPython, readTerm } from '../code/read-marked.ts'
import { present } from '../domain/read-fields.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import type { AggregateShape, Symbols, ViewShape } from '../reader/symbols.ts'
import { readViewMapping } from './read-view-mapping.ts'

/** Sources that every document has in addition to its fields (model format 11.3, decision D-43). */
const pseudoFields: readonly Field[] = ['created_at', 'updated_at', 'isDeleted', 'version'].map((name) => ({
  name,
  type: name === 'version' ? 'Int' : 'String',
  place: { file: '' },
}))

/** The view with its mappers (model format 11.3, 11.4), checked against the rest of the model (V-24 to V-26, V-33). */
export function readViewHandlers(view: ViewShape, reader: ElementReader, symbols: Symbols): View {
  const { findings } = symbols
  const handlers = present(
    reader.children('snapshot-handler').map((child) => readSnapshotHandler(child, view, symbols)),
  )
  const customHandlers = present(reader.children('custom-handler').map((child) => readCustomHandler(child, symbols)))
  const elements = [...reader.children('snapshot-handler'), ...reader.children('custom-handler')]
  checkRelations(view, symbols)
  if (elements.length > 0 && view.key === undefined)
    findings.error('V-33', view.place, `view ${view.name} has a handler, but no primary key`)
  if (elements.length === 0 && view.key !== undefined)
    findings.error('V-33', view.place, `view ${view.name} has a primary key, but no handler`)
  const mapsKey = handlers.some(({ mappings }) => mappings.some(({ target }) => target.name === view.key))
  if (handlers.length > 0 && customHandlers.length === 0 && !mapsKey && view.key !== undefined) {
    findings.warning(
      'V-26',
      view.place,
      `no handler of view ${view.name} sets its key ${view.key}; it is filled with the key of the row`,
    )
  }
  return { ...view, handlers, customHandlers }
}

function checkRelations({ relations }: ViewShape, { findings, views }: Symbols): void {
  for (const { place, type, view: target } of relations) {
    const found = views.get(target)
    if (found === undefined)
      findings.error('V-24', place, `there is no view ${target}`, didYouMean(target, views.keys()))
    else if (type !== 'ObjectList' && found.key === undefined)
      findings.error('V-24', place, `view ${target} has no primary key, so ${type} cannot find its rows`)
  }
}

function readAggregateOf(reader: ElementReader, { aggregates, findings }: Symbols): AggregateShape | undefined {
  const subDomain = reader.required('sub-domain')
  const name = reader.required('aggregate')
  if (subDomain === undefined || name === undefined) return undefined
  const aggregate = aggregates.get(`${subDomain}.${name}`)
  if (aggregate === undefined) {
    const hint = didYouMean(`${subDomain}.${name}`, aggregates.keys())
    findings.error('V-25', reader.placeOf('aggregate'), `there is no aggregate ${subDomain}.${name}`, hint)
  }
  return aggregate
}

function readSnapshotHandler(reader: ElementReader, view: ViewShape, symbols: Symbols): SnapshotHandler | undefined {
  const { findings, place } = reader
  const aggregate = readAggregateOf(reader, symbols)
  const processor = reader.choice('processor', ['item', 'dictionary'], 'item')
  if (processor === 'item') reader.ignore('dictionary')
  if (aggregate === undefined) {
    reader.ignore('key-mapping', 'dictionary')
    reader.ignoreChildren('mapping', 'delete')
    return undefined
  }
  const collection = processor === 'dictionary' ? reader.required('dictionary') : undefined
  const entity = namedIn(aggregate.entities, collection)
  if (collection !== undefined && entity === undefined) {
    const names = () => aggregate.entities.map(({ name }) => name)
    findings.error(
      'V-25',
      reader.placeOf('dictionary'),
      `aggregate ${aggregate.name} has no collection ${collection}`,
      didYouMean(collection, names),
    )
  }
  const owner = entity === undefined ? `aggregate ${aggregate.name}` : `collection ${entity.name}`
  const fields = [...(entity?.fields ?? aggregate.fields), ...pseudoFields]
  const variable = processor === 'dictionary' ? 'item' : 'snapshot'
  const scope = { members: fields.map(({ name }) => name), variable, owner, rule: 'V-25' }
  const key = readTerm(reader, 'key-mapping', scope, symbols)
  const mappings = present(
    reader.children('mapping').map((child) => readViewMapping(child, view, { owner, fields }, aggregate, symbols)),
  )
  const deleteWhen = present(reader.children('delete').map((child) => readPython(child, 'condition', symbols)))
  if (key === undefined) return undefined
  return {
    place,
    aggregate: { subDomain: aggregate.subDomain, name: aggregate.name },
    ...defined({ collection }),
    key,
    mappings,
    deleteWhen,
  }
}

/** Finds the code of a handler: the text, then `code`, then module and function (decision D-45). */
function readCustomHandler(reader: ElementReader, symbols: Symbols): CustomHandler | undefined {
  const { place } = reader
  const aggregate = readAggregateOf(reader, symbols)
  const text: Source | undefined = reader.contentCode()
  reader.ignore('code', 'file', 'python-file', 'method')
  const file = reader.text('python-file') === undefined ? 'file' : 'python-file'
  const code =
    text === undefined ? readCode(reader, file, symbols, 'method') : { kind: 'inline' as const, source: text }
  if (aggregate === undefined || code === undefined) return undefined
  return { place, aggregate: { subDomain: aggregate.subDomain, name: aggregate.name }, code }
}
