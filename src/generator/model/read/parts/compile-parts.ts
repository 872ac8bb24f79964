import type { XmlElement } from '../../xml/xml-document.ts'
import { derivedCommandName } from '../domain/command-name.ts'
import { isBuiltIn } from '../event-kinds.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { type Part, type PartKind, rootNames } from './parts.ts'

/**
 * The parts of a model as one document in the compiled form (model format 14). Each part keeps its text, line by line,
 * so that both forms give one application. What a folder says by its paths becomes attributes.
 */
export function compileParts(parts: readonly Part[]): string {
  const of = (kind: PartKind) => parts.filter((part) => part.kind === kind)
  const texts = (kind: PartKind, write: (part: Part) => string = named) => of(kind).map(write)
  const [config] = of('config')
  if (config === undefined) return ''
  const { reader } = config
  const [settings] = reader.children('functional-scenarios')
  const dependencies = reader.children('global').flatMap((global) => global.children('dependency'))
  const builtIn = reader.children('events').flatMap((group) => group.children('event').filter(isBuiltIn))
  const owners = of('aggregate')
  const subDomains = [...new Set(owners.map(({ subDomain }) => subDomain!))]
  const domain = subDomains.flatMap((name) => [
    `<subdomain name="${escaped(name)}">`,
    ...owners.filter(({ subDomain }) => subDomain === name).map((owner) => aggregateText(owner, parts)),
    '</subdomain>',
  ])
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${rootNames.config}${attributesOf(reader)}>`,
    ...group('global', [...texts('pattern'), ...texts('expression'), ...dependencies.map(textOf)]),
    ...group('events', [
      ...texts('command', commandText),
      ...texts('event', (part) => eventText(part, owners)),
      ...builtIn.map(textOf),
    ]),
    ...group('domain', domain),
    ...group('views', texts('view', viewText)),
    ...group('projections', texts('projection', projectionText)),
    ...group('notifiers', texts('notifier')),
    ...group('functional-scenarios', texts('scenario'), settings && attributesOf(settings)),
    `</${rootNames.config}>`,
    '',
  ].join('\n')
}

function group(name: string, lines: readonly string[], attributes = ''): readonly string[] {
  return [`<${name}${attributes}>`, ...lines, `</${name}>`]
}

/** Attributes that a part gets where it has none, in the order in which they are written. */
type Added = Readonly<Record<string, string | undefined>>

function named(part: Part): string {
  const { kind, reader, name } = part
  return partText(
    part,
    kind === 'event-handler' ? { on: reader.text('on') ?? name } : { name: reader.text('name') ?? name },
  )
}

function commandText(part: Part): string {
  const { reader, name, namespace } = part
  const path = reader.text('graphql-namespace') ?? namespace?.join('.')
  const known = reader.text('name') ?? derivedCommandName(reader.text('graphql-name'), path?.split('.')) ?? name
  return partText(part, { name: known, 'graphql-namespace': path, type: 'ActorEvent' })
}

function eventText(part: Part, owners: readonly Part[]): string {
  const { reader, name, subDomain, aggregate } = part
  const owner = owners.find((one) => one.subDomain === subDomain && one.aggregate === aggregate)
  const source = `${subDomain}.${owner?.reader.text('name') ?? aggregate}`
  return partText(part, { name: reader.text('name') ?? name, type: reader.text('type') ?? 'DomainEvent', source })
}

function viewText(part: Part): string {
  const { reader, namespace } = part
  const queries = reader.children('query').flatMap((query) => {
    const path = query.text('graphql-namespace') ?? namespace?.join('.')
    return path === undefined ? [] : withAttributes(query, { 'graphql-namespace': path })
  })
  return partText(part, { name: reader.text('name') ?? part.name }, queries)
}

function projectionText(part: Part): string {
  const { reader, name, namespace } = part
  const path = reader.text('graphql-namespace') ?? namespace?.join('.')
  return partText(part, { name: reader.text('name') ?? name, 'graphql-namespace': path })
}

/** With what belongs to it, in the order of a folder. */
function aggregateText(owner: Part, parts: readonly Part[]): string {
  const { reader, subDomain, aggregate, name } = owner
  const inside = parts.filter(
    (part) =>
      ['flow', 'entity', 'event-handler'].includes(part.kind) &&
      part.subDomain === subDomain &&
      part.aggregate === aggregate,
  )
  const nested = reader.element.children.filter((child) => nestedNames.has(child.name))
  const without = nested.map(({ offset, end }): Edit => ({ offset, end, text: '' }))
  const own = partText(owner, { name: reader.text('name') ?? name }, without)
  const end = own.endsWith('/>') ? own.length - 2 : own.lastIndexOf('</')
  const start = own.endsWith('/>') ? `${own.slice(0, end).trimEnd()}>` : own.slice(0, end).trimEnd()
  return [start, ...inside.map(named), `</${rootNames.aggregate}>`].join('\n')
}

const nestedNames = new Set<string>([rootNames.flow, rootNames.entity, rootNames['event-handler']])

/** Replaces a stretch of the document's text. */
interface Edit {
  readonly offset: number
  readonly end: number
  readonly text: string
}

function partText({ kind, reader }: Part, added: Added, edits: readonly Edit[] = []): string {
  const { element } = reader
  const expected = rootNames[kind]
  const all = [...withAttributes(reader, added), ...edits]
  if (element.name === expected) return edited(reader, all)
  const start = { offset: element.offset + 1, end: element.offset + 1 + element.name.length, text: expected }
  const text = edited(reader, [start, ...all])
  return text.endsWith('/>') ? text : `${text.slice(0, text.lastIndexOf('</'))}</${expected}>`
}

function textOf(reader: ElementReader): string {
  return edited(reader, [])
}

function withAttributes(reader: ElementReader, added: Added): readonly Edit[] {
  const { element } = reader
  const behindName = element.offset + 1 + element.name.length
  return Object.entries(added).flatMap(([name, value]): Edit[] => {
    if (value === undefined || reader.text(name) === value) return []
    // The last one counts, where it stands twice.
    const attribute = element.attributes.findLast((one) => one.name === name)
    return [
      attribute === undefined
        ? { offset: behindName, end: behindName, text: ` ${name}="${escaped(value)}"` }
        : { offset: attribute.offset, end: attribute.end, text: escaped(value) },
    ]
  })
}

/** The text of an element, with the edits in it. */
function edited({ document, element }: ElementReader, edits: readonly Edit[]): string {
  let text = ''
  let at = element.offset
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    text += document.text.slice(at, edit.offset) + edit.text
    at = edit.end
  }
  return text + document.text.slice(at, element.end)
}

function attributesOf({ element }: { readonly element: XmlElement }): string {
  const values = new Map(element.attributes.map(({ name, value }) => [name, value]))
  return [...values].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
