import type { Aggregate } from '../../model/types/aggregate.ts'
import type { Command } from '../../model/types/command.ts'
import type { DomainEvent } from '../../model/types/domain-event.ts'
import type { Model } from '../../model/types/model.ts'
import { pythonIdentifier } from '../code/python-identifier.ts'
import { call, dictionary, keyword, layout } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { fieldDefinitions } from './field-nodes.ts'
import { aggregatePackage, Imports } from './references.ts'

/** `commands.py`: the event of each mutation, and the events of the platform. */
export function renderCommands(model: Model, files: PythonFiles): void {
  const types = [
    ...model.commands.map((command) => ({ event: command, source: 'command' })),
    ...model.builtInEvents.map((event) => ({ event, source: event.source })),
  ]
  files.render('commands.py', 'commands.py', 'commands/', eventTypes(types))
}

/** `events.py` of an aggregate: its domain events. */
export function renderEvents(aggregate: Aggregate, files: PythonFiles): void {
  const folder = aggregatePackage(aggregate).replaceAll('.', '/')
  const types = aggregate.events.map((event) => ({ event, source: event.source }))
  const from = `domain/${aggregate.subDomain}/${aggregate.name}/events/`
  files.render(`${folder}/events.py`, 'events.py', from, {
    ...eventTypes(types),
    aggregate: `${aggregate.subDomain}.${aggregate.name}`,
  })
}

function eventTypes(types: readonly { readonly event: Command | DomainEvent; readonly source: string }[]) {
  const imports = new Imports()
  if (types.length > 0) imports.name('draftsman.events', 'event_type')
  const definitions = types.map(({ event, source }) => {
    const name = pythonIdentifier(event.name)
    return `${name} = ${layout(eventType(event, source, imports), 0, name.length + ' = '.length)}`
  })
  return { imports: imports.toString(), types: `\n${definitions.join('\n\n')}` }
}

function eventType(event: Command | DomainEvent, source: string, imports: Imports) {
  const nested = event.collections.map(
    (collection) => [collection.name, fieldDefinitions(collection.fields, imports)] as const,
  )
  return call(
    'event_type',
    pythonLiteral(event.name),
    keyword('source', pythonLiteral(source)),
    keyword('fields', fieldDefinitions(event.fields, imports)),
    ...(nested.length > 0 ? [keyword('collections', dictionary(nested))] : []),
  )
}
