import { isBuiltIn } from '../read-config.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Part } from './parts.ts'

/** The parts of a model in the compiled form (model format 14). Namespaces come from attributes; there are no file names to compare. */
export function compiledParts(root: ElementReader): readonly Part[] {
  const group = (name: string): readonly ElementReader[] => root.children(name)
  const named = (parents: readonly ElementReader[], child: string, kind: Part['kind']): Part[] =>
    parents.flatMap((parent) => parent.children(child).map((reader) => ({ kind, reader })))
  const events = group('events').flatMap((parent) => parent.children('event'))
  const subDomains = group('domain').flatMap((parent) => parent.children('subdomain'))
  const commands = events.filter((reader) => reader.literal('type') === 'ActorEvent')
  const domainEvents = events.filter((reader) => reader.literal('type') !== 'ActorEvent' && !isBuiltIn(reader))
  return [
    { kind: 'config', reader: root },
    ...named(group('global'), 'pattern', 'pattern'),
    ...named(group('global'), 'expression', 'expression'),
    ...commands.map((reader) => ({ kind: 'command', reader }) as const),
    ...domainEvents.map((reader) => ({ kind: 'event', reader, ...ownerOf(reader) }) as const),
    ...subDomains.flatMap((subDomain) =>
      subDomain.children('aggregate').flatMap((aggregate) => aggregateParts(subDomain, aggregate)),
    ),
    ...named(group('views'), 'view', 'view'),
    ...named(group('projections'), 'projection', 'projection'),
    ...named(group('notifiers'), 'notifier', 'notifier'),
    ...named(group('functional-scenarios'), 'scenario', 'scenario'),
  ]
}

/** The aggregate that an event's `source` names. */
function ownerOf(event: ElementReader): { subDomain?: string; aggregate?: string } {
  const [subDomain, aggregate] = (event.text('source') ?? '').split('.')
  return { ...(subDomain ? { subDomain } : {}), ...(aggregate ? { aggregate } : {}) }
}

function aggregateParts(subDomain: ElementReader, reader: ElementReader): Part[] {
  const owner = { subDomain: subDomain.required('name') ?? '', aggregate: reader.text('name') ?? '' }
  const inside = (child: string, kind: Part['kind']): Part[] =>
    reader.children(child).map((element) => ({ kind, reader: element, ...owner }))
  return [
    { kind: 'aggregate', reader, ...owner },
    ...inside('nested-object', 'entity'),
    ...inside('event-handler', 'event-handler'),
    ...inside('command', 'flow'),
  ]
}
