import type { KeyExpression, Pattern, RoleExpression } from '../../types/access.ts'
import type { Aggregate } from '../../types/aggregate.ts'
import type { Command } from '../../types/command.ts'
import type { DomainEvent, EventField } from '../../types/domain-event.ts'
import type { Collection, Field } from '../../types/field.ts'
import type { TextFile } from '../../types/model.ts'
import type { Projection, View } from '../../types/view.ts'
import type { ArtifactBuckets } from '../rules/check-named-resources.ts'
import type { Findings } from './findings.ts'

/** An aggregate before its handlers and flows are read, which may refer to events of any aggregate. */
export type AggregateShape = Omit<Aggregate, 'handlers' | 'flows'>

/** A view before its handlers are read. */
export type ViewShape = Omit<View, 'handlers' | 'customHandlers'>

/** The elements by name, filled in the order in which the parts are read. */
export interface Symbols {
  readonly findings: Findings
  readonly patterns: Map<string, Pattern>
  /** UTF-16 units of the patterns of all fields, expanded. */
  readonly fieldPatterns: { length: number }
  readonly roleExpressions: Map<string, RoleExpression>
  readonly keyExpressions: Map<string, KeyExpression>
  readonly commands: Map<string, Command>
  readonly events: Map<
    string,
    { readonly event: DomainEvent; readonly aggregate?: { readonly subDomain: string; readonly name: string } }
  >
  /** Fields with a default in the model. */
  readonly fieldsWithDefault: Set<EventField>
  /** Aggregates by `<SubDomain>.<Aggregate>`. */
  readonly aggregates: Map<string, AggregateShape>
  readonly views: Map<string, ViewShape>
  readonly projections: Map<string, Projection>
  readonly modules: ReadonlyMap<string, TextFile>
  readonly templates: ReadonlyMap<string, TextFile>
  readonly artifactBuckets: ArtifactBuckets
}

export function emptySymbols(
  findings: Findings,
  modules: readonly TextFile[],
  templates: readonly TextFile[],
  artifactBuckets: ArtifactBuckets,
): Symbols {
  return {
    findings,
    patterns: new Map(),
    fieldPatterns: { length: 0 },
    roleExpressions: new Map(),
    keyExpressions: new Map(),
    commands: new Map(),
    events: new Map(),
    fieldsWithDefault: new Set(),
    aggregates: new Map(),
    views: new Map(),
    projections: new Map(),
    modules: new Map(modules.map((file) => [file.path, file])),
    templates: new Map(templates.map((file) => [file.path, file])),
    artifactBuckets,
  }
}

/** The names in a command or event that a trigger, handler or mapping can use. */
export interface Members {
  readonly fields: readonly Pick<Field, 'name'>[]
  readonly collections: readonly Pick<Collection, 'name'>[]
}

export function memberNames(members: Members): readonly string[] {
  const names = namesOf.get(members) ?? [...members.fields, ...members.collections].map(({ name }) => name)
  namesOf.set(members, names)
  return names
}

/** Cached, because it is used for each input of a test case. */
const namesOf = new WeakMap<Members, readonly string[]>()
