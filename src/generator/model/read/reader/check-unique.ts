import type { FilePosition } from '../../../../core/run/report.ts'
import { capitalised, snakeCase } from '../../../names.ts'
import type { Model } from '../../types/model.ts'
import { fileUploaded } from '../../uploads.ts'
import { derivedCommandName } from '../domain/command-name.ts'
import type { Part } from '../parts/parts.ts'
import type { Findings } from './findings.ts'

interface Named {
  readonly name: string
  readonly place: FilePosition
}

/** Checks names that must be unique: parts, paths of the API, and derived names (model format 1.3, 16.2; rule V-05). */
export function checkUnique(parts: readonly Part[], model: Model, findings: Findings): void {
  const unique = (what: string, items: readonly Named[], as: (name: string) => string = (name) => name): void => {
    const first = new Map<string, Named>()
    for (const item of items) {
      const key = as(item.name)
      const other = first.get(key)
      if (other === undefined) first.set(key, item)
      else {
        const text =
          other.name === item.name
            ? `there are two ${what} ${item.name}`
            : `the ${what} ${other.name} and ${item.name} give the same name ${key}`
        findings.error('V-05', item.place, text, `the other is in ${other.place.file}`)
      }
    }
  }
  const declared = (...kinds: Part['kind'][]): Named[] =>
    parts
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap((part) => {
        const { reader, name } = part
        const derived = part.kind === 'command' ? derivedNameOf(part) : undefined
        const known = reader.text('name') ?? derived ?? name
        return known === undefined ? [] : [{ name: known, place: reader.placeOf('name') }]
      })

  unique('events', [{ name: fileUploaded, place: model.place }, ...declared('command', 'event')])
  unique('views', declared('view'), snakeCase)
  unique('projections', declared('projection'), snakeCase)
  unique('notifiers', declared('notifier'), snakeCase)
  unique('scenarios', declared('scenario'))
  unique('patterns', declared('pattern'))
  unique('expressions', declared('expression'))
  unique(
    'modules',
    model.modules.map(({ path }) => ({ name: path, place: { file: path } })),
    (path) => path.toLowerCase(),
  )
  unique(
    'aggregates',
    model.aggregates.map(({ subDomain, name, place }) => ({ name: `${subDomain}${name}`, place })),
    snakeCase,
  )
  unique(
    'aggregates',
    model.aggregates.map(({ subDomain, name, place }) => ({ name: `${subDomain}.${name}`, place })),
    (name) => name.split('.').map(snakeCase).join('.'),
  )
  for (const { name, flows, handlers } of model.aggregates) {
    unique(`flows of ${name}`, flows, snakeCase)
    unique(
      `handlers of ${name} for`,
      handlers.map(({ event, place }) => ({ name: event.name, place })),
    )
  }
  checkPaths(model, unique)
}

/** The name of a command whose file does not contain it. */
function derivedNameOf({ reader, namespace }: Part): string | undefined {
  return derivedCommandName(reader.text('graphql-name'), reader.text('graphql-namespace')?.split('.') ?? namespace)
}

type Unique = (what: string, items: readonly Named[], as?: (name: string) => string) => void

interface ApiField {
  readonly namespace: readonly string[]
  readonly method: string
  readonly place: FilePosition
}

/**
 * Paths are unique among mutations and among queries. A method and a namespace never have the same name: their letter
 * case differs.
 */
function checkPaths({ commands, views, projections }: Model, unique: Unique): void {
  const queries: ApiField[] = [...views.flatMap((view) => view.queries), ...projections]
  for (const [what, fields] of [
    ['mutations', commands],
    ['queries', queries],
  ] as const) {
    unique(
      what,
      fields.map(({ namespace, method, place }) => ({ name: [...namespace, method].join('.'), place })),
    )
    unique(`namespaces of ${what}`, namespacesOf(fields), (name) => name.replaceAll('.', ''))
  }
  const inputs = commands.flatMap(({ name, place, collections }) => {
    const base = name.replace(/Requested$/, '')
    return [
      { name: `${base}_Payload`, place },
      ...collections.map((collection) => ({ name: `${base}_${inputName(collection.name)}`, place: collection.place })),
    ]
  })
  unique('input types', inputs)
  const traces = queries.filter(({ namespace }) => namespace.join('.') === 'Trace')
  unique(
    'queries in the namespace of the platform',
    [...traces.slice(0, 1), ...traces].map(({ method, place }) => ({ name: `Trace.${method}`, place })),
  )
}

/** Each namespace and its parents, once. */
function namespacesOf(fields: readonly ApiField[]): readonly Named[] {
  const found = new Map<string, Named>()
  for (const { namespace, place } of fields) {
    for (let depth = 1; depth <= namespace.length; depth += 1) {
      const name = namespace.slice(0, depth).join('.')
      if (!found.has(name)) found.set(name, { name, place })
    }
  }
  return [...found.values()]
}

/** The part of a payload type's name that comes from a collection (model format 16.1 fact 11, decision D-62). */
function inputName(collection: string): string {
  return capitalised(collection.toLowerCase()).replace(/s$/, '')
}
