import type { ElementReader } from '../reader/element-reader.ts'

export type PartKind =
  | 'config'
  | 'command'
  | 'aggregate'
  | 'entity'
  | 'event'
  | 'event-handler'
  | 'flow'
  | 'notifier'
  | 'view'
  | 'projection'
  | 'expression'
  | 'pattern'
  | 'scenario'

/** The facts that follow from the path of a part. Members that do not follow from it are undefined. */
export interface PartOrigin {
  readonly kind: PartKind
  readonly name?: string
  readonly namespace?: readonly string[]
  readonly subDomain?: string
  readonly aggregate?: string
}

/** An element of the model with a file of its own, or with its own element in the compiled form. */
export interface Part extends PartOrigin {
  readonly reader: ElementReader
  /** For a part in the compiled form: its path in the folder form, as far as its names determine it. */
  readonly folderPath?: string
}

/** The element's name in its file; other names are read with a warning (model format 2.4). */
export const rootNames: Readonly<Record<PartKind, string>> = {
  config: 'draftsman',
  command: 'event',
  aggregate: 'aggregate',
  entity: 'nested-object',
  event: 'event',
  'event-handler': 'event-handler',
  flow: 'command',
  notifier: 'notifier',
  view: 'view',
  projection: 'projection',
  expression: 'expression',
  pattern: 'pattern',
  scenario: 'scenario',
}

const namespaced: Readonly<Record<string, PartKind>> = { commands: 'command', views: 'view', projections: 'projection' }
const flat: Readonly<Record<string, PartKind>> = {
  notifiers: 'notifier',
  expressions: 'expression',
  patterns: 'pattern',
  scenarios: 'scenario',
}
const ofAggregate: Readonly<Record<string, PartKind>> = {
  entities: 'entity',
  events: 'event',
  'event-handlers': 'event-handler',
  'behavior-flows': 'flow',
}

/** The folders of a model, and those of an aggregate. */
export const topFolders: readonly string[] = [
  'domain',
  'lib',
  'templates',
  ...Object.keys(namespaced),
  ...Object.keys(flat),
]
export const collections: readonly string[] = Object.keys(ofAggregate)

/** Whether the file at a path is a Python module of the model. */
export function isModulePath(path: string): boolean {
  return /^lib\/[^/]+\.py$/.test(path)
}

/** The kind of the file at a path (model format 1.2); undefined if it is not an XML part of a model. */
export function partAt(path: string): PartOrigin | undefined {
  if (path === 'config.xml') return { kind: 'config' }
  if (!path.endsWith('.xml')) return undefined
  const folders = path.slice(0, -'.xml'.length).split('/')
  const name = folders.pop()!
  const [top, subDomain, aggregate, collection] = folders
  if (top === undefined) return undefined
  if (Object.hasOwn(namespaced, top)) {
    const namespace = folders.slice(1)
    return { kind: namespaced[top]!, name, ...(namespace.length > 0 ? { namespace } : {}) }
  }
  if (Object.hasOwn(flat, top) && folders.length === 1) return { kind: flat[top]!, name }
  if (top !== 'domain' || subDomain === undefined || aggregate === undefined) return undefined
  if (folders.length === 3 && name === 'root') return { kind: 'aggregate', name: aggregate, subDomain, aggregate }
  if (folders.length === 4 && Object.hasOwn(ofAggregate, collection!)) {
    return { kind: ofAggregate[collection!]!, name, subDomain, aggregate }
  }
  return undefined
}
