import type { Access, RoleArgument, RoleExpression } from '../../src/generator/model/types/access.ts'
import type { Aggregate } from '../../src/generator/model/types/aggregate.ts'
import type { Command, CommandField } from '../../src/generator/model/types/command.ts'
import type { DomainEvent } from '../../src/generator/model/types/domain-event.ts'
import type { Element } from '../../src/generator/model/types/element.ts'
import type { Field, FieldType, ScalarType } from '../../src/generator/model/types/field.ts'
import type { Flow } from '../../src/generator/model/types/flow.ts'
import type { Model } from '../../src/generator/model/types/model.ts'
import type { Activity, Notifier } from '../../src/generator/model/types/notifier.ts'
import type { Text, TriggerSource } from '../../src/generator/model/types/trigger.ts'
import type { Projection, Query, Relation, View } from '../../src/generator/model/types/view.ts'

/** Small models made in a test, where the reader would only stand in the way (names that no model file may have). */

const place = { file: 'hand-made.xml', line: 1, column: 1 }

export const authenticated: Access = { kind: 'authenticated' }
export const anonymous: Access = { kind: 'anonymous' }

export function roleNamed(name: string): Access {
  return { kind: 'role', role: { kind: 'name', name } }
}

export function computedRole(expression: RoleExpression, ...given: readonly RoleArgument[]): Access {
  return { kind: 'role', role: { kind: 'call', expression, arguments: given } }
}

export function roleExpression(text: string, ...parameters: readonly string[]): RoleExpression {
  return { name: 'roleOf', place, parameters, body: { text, place } }
}

export function modelOf(parts: Partial<Model>): Model {
  return {
    name: 'HandMade',
    place,
    roles: [],
    quality: { cleanDatabase: false, cleanUsers: false, minimumEventCoverage: 0, minimumViewCoverage: 0 },
    dependencies: [],
    patterns: [],
    roleExpressions: [],
    keyExpressions: [],
    commands: [],
    aggregates: [],
    notifiers: [],
    views: [],
    projections: [],
    scenarios: [],
    builtInEvents: [],
    modules: [],
    templates: [],
    ...parts,
  }
}

export function commandOf(name: string, parts: Partial<Command> = {}): Command {
  return {
    name,
    place,
    namespace: ['Garage'],
    method: 'open',
    access: authenticated,
    fields: [],
    collections: [],
    ...parts,
  }
}

export function inputOf(name: string, type: ScalarType, parts: Partial<CommandField> = {}): CommandField {
  return { name, place, type, ...parts }
}

export function inputsOf(name: string, ...fields: readonly CommandField[]): Command['collections'][number] {
  return { name, place, fields }
}

export function viewOf(name: string, fields: Readonly<Record<string, FieldType>>, parts: Partial<View> = {}): View {
  const list = Object.entries(fields).map(([field, type]): Field => ({ name: field, place, type }))
  const common = { notifies: true, relations: [], handlers: [], customHandlers: [], queries: [] }
  return { name, place, namespace: ['Garage'], fields: list, ...common, ...parts }
}

export function relationOf(
  name: string,
  type: Relation['type'],
  view: string,
  key?: 'canonical' | { readonly name: string; readonly type: FieldType },
  access: Access = authenticated,
): Relation {
  const base = { name, place, type, view, access }
  if (key === undefined) return base
  return {
    ...base,
    foreignKey: key === 'canonical' ? { kind: 'canonical' } : { kind: 'field', field: { ...key, place } },
  }
}

export function queryOf(method: string, type: Query['type'], parts: Partial<Query> = {}): Query {
  return {
    place,
    namespace: ['Garage'],
    method,
    type,
    access: authenticated,
    canonicalSearch: false,
    clauses: [],
    ...parts,
  }
}

export function clauseOf(
  name: string,
  type: FieldType,
  operand: Query['clauses'][number]['operand'],
): Query['clauses'][number] {
  return { field: { name, place, type }, operand, place }
}

export function projectionOf(name: string, view: string, parts: Partial<Projection> = {}): Projection {
  return {
    name,
    place,
    namespace: ['Garage'],
    method: name.charAt(0).toLowerCase() + name.slice(1),
    access: authenticated,
    view,
    returns: 'single',
    inputs: [],
    code: { text: 'def transform(arguments, username):\n    return None', place },
    ...parts,
  }
}

export function eventOf(name: string, source = 'Parking.Garage'): DomainEvent {
  return { name, place, source, fields: [], collections: [] }
}

export function aggregateOf(subDomain: string, name: string, ...triggers: readonly TriggerSource[]): Aggregate {
  return {
    name,
    place,
    subDomain,
    snapshotInterval: 100,
    backupIntervalDays: 0,
    backupTtlDays: 0,
    fields: [],
    entities: [],
    events: [],
    handlers: [],
    flows: triggers.length === 0 ? [] : [flowOf(triggers)],
  }
}

export function notifierOf(
  name: string,
  triggers: readonly TriggerSource[],
  ...activities: readonly Activity[]
): Notifier {
  return { name, place, triggers: triggers.map(triggerOf), activities }
}

export function activityOf(type: Activity['type'], parts: Partial<Activity> = {}): Activity {
  return { place, type, failSilent: false, texts: {}, settings: {}, activities: [], ...parts }
}

export function literal(text: string): Text {
  return { kind: 'literal', text, place }
}

function flowOf(triggers: readonly TriggerSource[]): Flow {
  const base: Element = { name: 'Work', place }
  return { ...base, existence: 'normal', triggers: triggers.map(triggerOf), processors: [], testCases: [] }
}

function triggerOf(source: TriggerSource) {
  return { place, source, mappings: [], idempotencyTargets: [], idempotencyTtlSeconds: 3600 }
}
