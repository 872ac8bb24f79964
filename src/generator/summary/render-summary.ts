import type { ModelSummary } from '../../core/model-summary/model-summary.ts'
import { operationsOf } from '../api/operations.ts'
import type { Aggregate } from '../model/types/aggregate.ts'
import type { Command, CommandField } from '../model/types/command.ts'
import type { DomainEvent } from '../model/types/domain-event.ts'
import type { Collection } from '../model/types/field.ts'
import type { Model } from '../model/types/model.ts'
import type { TriggerSource } from '../model/types/trigger.ts'
import type { Query, View } from '../model/types/view.ts'
import { applicationOf } from '../names.ts'
import { accessText } from './access-text.ts'

/**
 * The text of `model.json`: what the application offers and keeps, sorted by name.
 * @param tables the tables of the rendered templates
 */
export function renderSummary(model: Model, tables: ModelSummary['tables']): string {
  return `${JSON.stringify(summaryOf(model, tables), undefined, 2)}\n`
}

/** The content of `model.json` as data. */
export function summaryOf(model: Model, tables: ModelSummary['tables']): ModelSummary {
  const operations = operationsOf(model)
  const pathOf = ({ namespace, method }: { namespace: readonly string[]; method: string }) =>
    [...namespace, method].join('.')
  return {
    format: 'liftlock-model',
    version: 1,
    application: applicationOf(model),
    roles: rolesOf(operations),
    commands: sorted(
      operations.flatMap((each) =>
        each.kind === 'command' || each.kind === 'upload'
          ? [[pathOf(each), { access: accessText(each.access), inputs: inputsOf(each.command) }]]
          : [],
      ),
    ),
    events: sorted(
      [...model.aggregates.flatMap(({ events }) => events), ...model.builtInEvents].map((event) => [
        `${event.source}.${event.name}`,
        { fields: eventFields(event) },
      ]),
    ),
    aggregates: sorted(model.aggregates.map((each) => [`${each.subDomain}.${each.name}`, aggregateOf(each)])),
    views: sorted(model.views.map((view) => [view.name, viewOf(view)])),
    queries: sorted(
      operations.flatMap((each) => {
        if (each.kind === 'query')
          return [
            [pathOf(each), { access: accessText(each.access), gives: each.view.name, inputs: clauses(each.query) }],
          ]
        if (each.kind !== 'projection') return []
        const { view, returns, inputs } = each.projection
        const given = sorted(inputs.map(({ name, type, required }) => [name, `${type}${required ? '!' : ''}`]))
        return [[pathOf(each), { access: accessText(each.access), gives: `${view}, ${returns}`, inputs: given }]]
      }),
    ),
    notifiers: sorted(
      model.notifiers.map(({ name, triggers }) => [
        name,
        { triggers: triggers.map(({ source }) => triggerText(source)).sort() },
      ]),
    ),
    tables: sorted(Object.entries(tables)),
  }
}

/** The roles that callers need by name. `meta.json` lists more, but a model in one file has no such list. */
function rolesOf(operations: ReturnType<typeof operationsOf>): string[] {
  const names = operations.flatMap(({ access }) =>
    access.kind === 'role' && access.role.kind === 'name' ? [access.role.name] : [],
  )
  return [...new Set(names)].sort()
}

function inputsOf({ fields, collections }: Pick<Command, 'fields' | 'collections'>): Record<string, string> {
  return sorted([
    ...fields.map((field): [string, string] => [field.name, inputText(field)]),
    ...collections.flatMap(({ name, fields: inner }) =>
      inner.map((field): [string, string] => [`${name}.${field.name}`, inputText(field)]),
    ),
  ])
}

/** `String!, matching <pattern>`; `!` for one that callers have to give. */
function inputText({ type, default: standard, pattern, autoFill }: CommandField): string {
  const needed = standard === undefined && autoFill === undefined ? '!' : ''
  const filled = standard === undefined ? '' : `, else ${JSON.stringify(standard)}`
  return `${type}${needed}${filled}${autoFill === undefined ? '' : `, else ${autoFill}`}${pattern === undefined ? '' : `, matching ${pattern}`}`
}

function eventFields({ fields, collections }: DomainEvent) {
  return typesOf(fields, collections)
}

function typesOf(fields: Collection['fields'], collections: readonly Collection[]): Record<string, string> {
  return sorted([
    ...fields.map(({ name, type }): [string, string] => [name, type]),
    ...collections.flatMap(({ name, fields: inner }) =>
      inner.map((field): [string, string] => [`${name}.${field.name}`, field.type]),
    ),
  ])
}

function aggregateOf(aggregate: Aggregate): ModelSummary['aggregates'][string] {
  const { businessKey, eventTtlSeconds, snapshotInterval, backupIntervalDays, backupTtlDays } = aggregate
  return {
    settings: sorted([
      ['key', businessKey ?? 'none'],
      ['events', eventTtlSeconds === undefined ? 'kept for ever' : `kept for ${eventTtlSeconds} seconds`],
      ['snapshots', `every ${snapshotInterval} events`],
      [
        'backups',
        backupIntervalDays === 0 ? 'none' : `every ${backupIntervalDays} days, kept for ${backupTtlDays} days`,
      ],
    ]),
    fields: typesOf(aggregate.fields, aggregate.entities),
    flows: sorted(
      aggregate.flows.map(({ name, existence, triggers }) => [
        name,
        `${existence}, on ${triggers
          .map(({ source }) => triggerText(source))
          .sort()
          .join(', ')}`,
      ]),
    ),
  }
}

function viewOf({ key, retentionDays, notifies, fields, relations }: View): ModelSummary['views'][string] {
  return {
    settings: sorted([
      ['key', key ?? 'none'],
      ['rows', retentionDays === undefined ? 'kept for ever' : `kept for ${retentionDays} days`],
      ['subscriptions', notifies ? 'yes' : 'no'],
    ]),
    fields: typesOf(fields, []),
    relations: sorted(
      relations.map(({ name, type, view, access }) => [name, `${type} of ${view}, ${accessText(access)}`]),
    ),
  }
}

function clauses({ type, clauses: given }: Query): Record<string, string> {
  return sorted([
    ['by', type],
    ...given.map(({ field, operand }): [string, string] => [field.name, `${field.type} ${operand}`]),
  ])
}

function triggerText(source: TriggerSource): string {
  switch (source.kind) {
    case 'command':
      return source.command.name
    case 'event':
      return source.event.name
    case 'schedule':
      return source.expression
    case 'after-deployment':
      return 'each deployment'
  }
}

/** A record whose members are in one order. A name that comes twice has all its texts. */
function sorted<T>(entries: readonly (readonly [string, T] | unknown[])[]): Record<string, T> {
  const all = (entries as readonly (readonly [string, T])[]).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(all)
}
