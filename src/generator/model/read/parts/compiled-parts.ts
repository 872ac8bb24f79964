import { derivedCommandName } from '../domain/command-name.ts'
import { isBuiltIn, isCommand } from '../event-kinds.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Part } from './parts.ts'

/** A part with its path in the folder form; undefined if names are missing, which is reported elsewhere. */
type PathedPart = Part & { readonly path: string | undefined }

/**
 * The parts of a model in the compiled form (model format 14), in the order of a folder. Namespaces come from
 * attributes, and there are no file names to compare: attributes replace the information in paths.
 */
export function compiledParts(root: ElementReader): readonly Part[] {
  const group = (name: string): readonly ElementReader[] => root.children(name)
  const children = (parents: readonly ElementReader[], child: string) => parents.flatMap((one) => one.children(child))
  const named = (folder: string, readers: readonly ElementReader[], kind: Part['kind']): PathedPart[] =>
    readers.map((reader) => ({ kind, reader, path: pathOf(folder, reader.text('name')) }))
  const events = children(group('events'), 'event')
  const subDomains = children(group('domain'), 'subdomain')
  const aggregates = subDomains.flatMap((subDomain) =>
    subDomain.children('aggregate').flatMap((reader) => ownedBy(subDomain, reader)),
  )
  const domainEvents = events.filter((reader) => !isCommand(reader) && !isBuiltIn(reader))
  const parts: readonly PathedPart[] = [
    ...named('patterns', children(group('global'), 'pattern'), 'pattern'),
    ...named('expressions', children(group('global'), 'expression'), 'expression'),
    ...events.filter(isCommand).map((reader): PathedPart => ({ kind: 'command', reader, path: commandPath(reader) })),
    ...domainEvents.flatMap((reader) => eventPart(reader, aggregates)),
    ...aggregates.flatMap(aggregateParts),
    ...children(group('views'), 'view').map(viewPart),
    ...children(group('projections'), 'projection').map(projectionPart),
    ...named('notifiers', children(group('notifiers'), 'notifier'), 'notifier'),
    ...named('scenarios', children(group('functional-scenarios'), 'scenario'), 'scenario'),
  ]
  return [
    { kind: 'config', reader: root, folderPath: 'config.xml' },
    ...inFolderOrder(parts).map(({ path, ...part }) => (path === undefined ? part : { ...part, folderPath: path })),
  ]
}

/**
 * Sorted by path. A part whose folder is unknown stays after the part before it, because the modeler sorts parts by
 * path.
 */
function inFolderOrder(parts: readonly PathedPart[]): readonly PathedPart[] {
  let before = ''
  const keyed = parts.map((part) => {
    const { path } = part
    if (path !== undefined && !path.includes(anyFolder)) before = path
    return { part, key: before }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ part }) => part)
}

function pathOf(...names: readonly (string | undefined)[]): string | undefined {
  return names.every((name) => name !== undefined) ? `${names.join('/')}.xml` : undefined
}

function commandPath(reader: ElementReader): string | undefined {
  const namespace = reader.text('graphql-namespace')
  const name = reader.text('name') ?? derivedCommandName(reader.text('graphql-name'), namespace?.split('.'))
  return pathOf('commands', namespace?.replaceAll('.', '/'), name)
}

/** A view's folder is the namespace of its queries; without queries, it is unknown. */
function viewPart(reader: ElementReader): PathedPart {
  const folder = namespaceOfQueries(reader)?.replaceAll('.', '/') ?? anyFolder
  return { kind: 'view', reader, path: pathOf('views', folder, reader.text('name')) }
}

/** The namespace that the first query of a view names. */
export function namespaceOfQueries(view: ElementReader): string | undefined {
  return view
    .children('query')
    .map((query) => query.text('graphql-namespace'))
    .find((name) => name !== undefined)
}

function projectionPart(reader: ElementReader): PathedPart {
  const namespace = reader.text('graphql-namespace')
  return {
    kind: 'projection',
    reader,
    path: pathOf('projections', namespace?.replaceAll('.', '/'), reader.text('name')),
  }
}

/** Placeholder for the unknown folder of a view without queries. */
export const anyFolder = '**'

interface OwnedAggregate {
  readonly subDomain: string
  readonly aggregate: string
  readonly reader: ElementReader
}

function ownedBy(parent: ElementReader, reader: ElementReader): OwnedAggregate[] {
  const [subDomain, aggregate] = [parent.required('name'), reader.required('name')]
  if (subDomain !== undefined && aggregate !== undefined) return [{ subDomain, aggregate, reader }]
  // This part cannot be read, but its content must not be reported as unknown.
  reader.skip()
  return []
}

function aggregateParts({ reader, ...owner }: OwnedAggregate): PathedPart[] {
  const folder = folderOf(owner)
  const inside = (child: string, kind: Part['kind'], place: string, name = 'name'): PathedPart[] =>
    reader
      .children(child)
      .map((element) => ({ kind, reader: element, ...owner, path: pathOf(`${folder}/${place}`, element.text(name)) }))
  return [
    { kind: 'aggregate', reader, ...owner, path: `${folder}/root.xml` },
    ...inside('nested-object', 'entity', 'entities'),
    ...inside('event-handler', 'event-handler', 'event-handlers', 'on'),
    ...inside('command', 'flow', 'behavior-flows'),
  ]
}

/** A domain event belongs to the aggregate in its `source`, else to the aggregate that handles or emits it. */
function eventPart(reader: ElementReader, aggregates: readonly OwnedAggregate[]): PathedPart[] {
  const name = reader.text('name')
  const owner = ownerOf(reader, name, aggregates)
  if (owner === undefined) {
    reader.skip()
    return []
  }
  return [{ kind: 'event', reader, ...owner, path: pathOf(`${folderOf(owner)}/events`, name) }]
}

function ownerOf(
  reader: ElementReader,
  name: string | undefined,
  aggregates: readonly OwnedAggregate[],
): Omit<OwnedAggregate, 'reader'> | undefined {
  const { findings } = reader
  const source = reader.text('source')
  if (source !== undefined) {
    const known = aggregates.find(({ subDomain, aggregate }) => `${subDomain}.${aggregate}` === source)
    if (known !== undefined) return { subDomain: known.subDomain, aggregate: known.aggregate }
    const names = () => aggregates.map(({ subDomain, aggregate }) => `${subDomain}.${aggregate}`)
    findings.error('V-17', reader.placeOf('source'), `there is no aggregate ${source}`, didYouMean(source, names))
    return undefined
  }
  const owners = aggregates.filter((candidate) => uses(candidate.reader, name))
  const [owner] = owners
  if (owner !== undefined && owners.length === 1) return { subDomain: owner.subDomain, aggregate: owner.aggregate }
  findings.error(
    'V-03',
    reader.place,
    `<event> has no source, so nothing tells which aggregate ${name ?? 'it'} belongs to`,
    'write source="<SubDomain>.<Aggregate>", or type="ActorEvent" for a command',
  )
  return undefined
}

function uses(aggregate: ElementReader, event: string | undefined): boolean {
  if (event === undefined) return false
  const emitted = aggregate
    .children('command')
    .flatMap((flow) => flow.children('processor').map((one) => one.text('ref')))
  return emitted.includes(event) || aggregate.children('event-handler').some((handler) => handler.text('on') === event)
}

function folderOf({ subDomain, aggregate }: Omit<OwnedAggregate, 'reader'>): string {
  return `domain/${subDomain}/${aggregate}`
}
