import type { Aggregate, EventHandler, HandlerMapping, NestedMapping } from '../../model/types/aggregate.ts'
import type { DomainEvent } from '../../model/types/domain-event.ts'
import { snakeCase } from '../../names.ts'
import { codeFunction, functionBlock, lambda } from '../code/python-code.ts'
import { pythonIdentifier } from '../code/python-identifier.ts'
import { call, keyword, layout, list, mapping, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { collectionTypes, fieldTypes } from './field-nodes.ts'
import { aggregatePackage, Imports } from './references.ts'

/** `aggregate.py`: the document, and how each event changes it. */
export function renderAggregate(aggregate: Aggregate, files: PythonFiles): void {
  const imports = new Imports()
  const package_ = aggregatePackage(aggregate)
  imports.name(package_, 'events')
  imports.name('draftsman.aggregate', 'Aggregate')
  const handlers = new Map(aggregate.handlers.map((handler) => [handler.event.name, handler]))
  const functions = aggregate.handlers
    .filter((handler) => handler.change.kind === 'code')
    .map((handler) => handlerFunction(handler, imports))
  const changes = aggregate.events.map(
    (event) => [`events.${pythonIdentifier(event.name)}`, changesOf(handlers.get(event.name), event, imports)] as const,
  )
  const definition = call(
    'Aggregate',
    keyword('sub_domain', pythonLiteral(aggregate.subDomain)),
    keyword('name', pythonLiteral(aggregate.name)),
    ...settings(aggregate),
    keyword('fields', fieldTypes(aggregate.fields)),
    ...(aggregate.entities.length > 0 ? [keyword('entities', collectionTypes(aggregate.entities))] : []),
    keyword('changes', mapping(changes)),
  )
  files.render(`${package_.replaceAll('.', '/')}/aggregate.py`, 'aggregate.py', aggregate.place.file, {
    name: `${aggregate.subDomain}.${aggregate.name}`,
    imports: imports.toString(),
    functions: functionBlock(functions),
    definition: layout(definition, 0, 'aggregate = '.length),
  })
}

function settings(aggregate: Aggregate): PythonNode[] {
  const { businessKey, snapshotInterval, eventTtlSeconds } = aggregate
  return [
    ...(businessKey === undefined ? [] : [keyword('business_key', pythonLiteral(businessKey))]),
    ...(snapshotInterval === 100 ? [] : [keyword('snapshot_interval', pythonLiteral(snapshotInterval))]),
    ...(eventTtlSeconds === undefined ? [] : [keyword('event_ttl_seconds', pythonLiteral(eventTtlSeconds))]),
  ]
}

function functionName(event: DomainEvent): string {
  return `apply_${snakeCase(event.name)}`
}

function handlerFunction(handler: EventHandler, imports: Imports): string {
  if (handler.change.kind !== 'code') return ''
  const parameters = ['self', 'event', 'retrieve_nested_target']
  return codeFunction(functionName(handler.event), parameters, imports.forSource(handler.change.code))
}

function changesOf(handler: EventHandler | undefined, event: DomainEvent, imports: Imports): PythonNode {
  if (handler === undefined) return '[]'
  if (handler.change.kind === 'code') return functionName(event)
  return list([
    ...handler.change.mappings.map((each) => fieldChange(each, imports)),
    ...handler.change.nested.map((each) => nestedChange(each, imports)),
  ])
}

function fieldChange(change: HandlerMapping, imports: Imports): PythonNode {
  const name = imports.name('draftsman.changes', `${change.operand}_field`)
  const condition = change.condition === undefined ? [] : [lambda(['event'], imports.forSource(change.condition))]
  return call(
    name,
    pythonLiteral(change.target.name),
    pythonLiteral(change.value.name),
    ...condition.map((each) => keyword('when', each)),
  )
}

function nestedChange(change: NestedMapping, imports: Imports): PythonNode {
  return call(
    imports.name('draftsman.changes', change.strategy),
    pythonLiteral(change.target.name),
    pythonLiteral(change.source.name),
    keyword('key', pythonLiteral(change.key)),
    keyword('changes', list(change.mappings.map((each) => fieldChange(each, imports)))),
  )
}
