import type { Place } from '../../core/report.ts'

/**
 * The application model, typed and linked: names are resolved to the elements they name, defaults are applied,
 * placeholders are gone, line-break markers are decoded. Every element knows its place in the model files
 * (`file` is relative to the model folder, with `/`). Section numbers are those of docs/model-format.md.
 */
export interface Model {
  /** `project-name`, PascalCase. */
  readonly name: string
  readonly place: Place
  readonly roles: readonly string[]
  readonly quality: QualitySettings
  /** `name==version`, or the name alone; sorted. */
  readonly dependencies: readonly Dependency[]
  readonly patterns: readonly Pattern[]
  readonly roleExpressions: readonly RoleExpression[]
  readonly keyExpressions: readonly KeyExpression[]
  readonly commands: readonly Command[]
  readonly aggregates: readonly Aggregate[]
  readonly notifiers: readonly Notifier[]
  readonly views: readonly View[]
  readonly projections: readonly Projection[]
  readonly scenarios: readonly Scenario[]
  /** Events of config.xml that the platform publishes (`FileUploaded`). */
  readonly builtInEvents: readonly DomainEvent[]
  /** `lib/*.py`, with the text as it is. */
  readonly modules: readonly TextFile[]
  /** `templates/**`, with the text as it is. */
  readonly templates: readonly TextFile[]
  /** The lock with hashes beside config.xml, when there is one. */
  readonly lock?: TextFile
}

export interface Element {
  readonly name: string
  readonly place: Place
}

/** A piece of text from an attribute or element, with the place where it starts. */
export interface Source {
  readonly text: string
  readonly place: Place
  /** As it stands in the file from `place` on, not decoded; there when `text` is the decoded whole of it. */
  readonly raw?: string
}

export interface TextFile {
  /** Relative to the model folder, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Dependency {
  readonly requirement: string
  readonly place: Place
}

/** 4.1 */
export interface QualitySettings {
  readonly cleanDatabase: boolean
  readonly cleanUsers: boolean
  readonly minimumEventCoverage: number
  readonly minimumViewCoverage: number
}

/** 5. `expanded` has no references left. */
export interface Pattern extends Element {
  readonly regex: string
  readonly expanded: string
}

/** 6.1 */
export interface RoleExpression extends Element {
  readonly parameters: readonly string[]
  readonly body: Source
}

/** 6.2. `body` is a Python expression over the parameters. */
export interface KeyExpression extends Element {
  readonly parameters: readonly string[]
  readonly body: Source
}

export type ScalarType = 'String' | 'Int' | 'Float' | 'Boolean'
export type FieldType = ScalarType | 'StringList'

/** 3.2 */
export interface Field extends Element {
  readonly type: FieldType
}

export interface Collection extends Element {
  readonly fields: readonly Field[]
}

/** 7.1, 11.2, 11.6. `argument` names the input or argument that must equal the caller's name. */
export type Access =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'role'; readonly role: RoleTerm }
  | { readonly kind: 'user'; readonly argument: string }
  | { readonly kind: 'nobody' }

/** A role by name, or computed from request values by a role expression (6.1). */
export type RoleTerm =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly expression: RoleExpression; readonly arguments: readonly RoleArgument[] }

export type RoleArgument =
  | { readonly kind: 'text'; readonly text: string }
  /** Input, query argument, `entity.<field>` or `#foreign-key#` as written. */
  | { readonly kind: 'value'; readonly name: string }

/** 7. */
export interface Command extends Element {
  /** Dotted GraphQL namespace, split. */
  readonly namespace: readonly string[]
  readonly method: string
  readonly access: Access
  readonly fields: readonly CommandField[]
  readonly collections: readonly (Element & { readonly fields: readonly CommandField[] })[]
}

export interface CommandField extends Element {
  readonly type: ScalarType
  /** Present makes the input optional; already of the field's type. */
  readonly default?: string | number | boolean
  /** Expanded regular expression. */
  readonly pattern?: string
  readonly autoFill?: 'username' | 'uuid'
}

/** 8.3 */
export interface DomainEvent extends Element {
  /** `<SubDomain>.<Aggregate>`; `appsync` for built-in events. */
  readonly source: string
  readonly fields: readonly EventField[]
  readonly collections: readonly (Element & { readonly fields: readonly EventField[] })[]
}

export interface EventField extends Field {
  /** Of the field's type; the zero value of the type when the model has none. */
  readonly default: Value
}

export type Value = string | number | boolean | readonly string[]

/** 8. */
export interface Aggregate extends Element {
  readonly subDomain: string
  /** Field that holds the business key. */
  readonly businessKey?: string
  /** Seconds; undefined keeps events for ever. */
  readonly eventTtlSeconds?: number
  readonly snapshotInterval: number
  readonly backupIntervalDays: number
  readonly backupTtlDays: number
  readonly fields: readonly Field[]
  readonly entities: readonly Entity[]
  readonly events: readonly DomainEvent[]
  readonly handlers: readonly EventHandler[]
  readonly flows: readonly Flow[]
}

/** 8.2 */
export interface Entity extends Collection {
  readonly businessKey?: string
}

/** 8.4 */
export interface EventHandler {
  readonly place: Place
  readonly event: DomainEvent
  readonly change:
    | { readonly kind: 'code'; readonly code: Source }
    | {
        readonly kind: 'mappings'
        readonly mappings: readonly HandlerMapping[]
        readonly nested: readonly NestedMapping[]
      }
}

export type Operand = 'set' | 'add' | 'subtract'

export interface HandlerMapping {
  readonly place: Place
  readonly target: Field
  readonly value: Field
  readonly operand: Operand
  /** Python over `event`. */
  readonly condition?: Source
}

export interface NestedMapping {
  readonly place: Place
  readonly target: Entity
  readonly source: Collection
  /** Field of the source's items that is the key. */
  readonly key: string
  readonly strategy: 'extend' | 'replace'
  readonly mappings: readonly HandlerMapping[]
}

/** Anything that a trigger can subscribe to. */
export type TriggerSource =
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'event'
      readonly event: DomainEvent
      readonly aggregate?: { readonly subDomain: string; readonly name: string }
    }
  | { readonly kind: 'after-deployment' }
  /** EventBridge schedule expression, such as `rate(1 minute)`. */
  | { readonly kind: 'schedule'; readonly expression: string }

/**
 * A value that is either a member of the event (or row, snapshot, item) or Python (3.5, family A).
 * Python text has its `#` marks and `global` calls resolved: a call of key expression `f` reads `expressions.f(…)`
 * with event members as `event.<name>`.
 */
export type Term =
  | { readonly kind: 'member'; readonly name: string; readonly place: Place }
  | { readonly kind: 'python'; readonly source: Source }

/** Literal text, or Python with its marks resolved (3.5, families B and C). */
export type Text =
  | { readonly kind: 'literal'; readonly text: string; readonly place: Place }
  | { readonly kind: 'python'; readonly source: Source }

/** 9.2, 10.1 */
export interface Trigger {
  readonly place: Place
  readonly source: TriggerSource
  /** Flows only. */
  readonly key?: Term
  readonly mappings: readonly { readonly target: string; readonly value: Term; readonly place: Place }[]
  /** The mappings of this trigger whose values make up the functional idempotency key; empty = none. */
  readonly idempotencyTargets: readonly string[]
  readonly idempotencyTtlSeconds: number
}

/** 9. */
export interface Flow extends Element {
  readonly existence: 'create' | 'normal' | 'reactivate'
  readonly triggers: readonly Trigger[]
  readonly processors: readonly Processor[]
  readonly testCases: readonly TestCase[]
}

/** Python written in place, or a function of a module in `lib/`. */
export type Code =
  | { readonly kind: 'inline'; readonly source: Source }
  /** `module` is the file name without `.py`. */
  | { readonly kind: 'function'; readonly module: string; readonly handler: string; readonly place: Place }

/** 9.3 */
export type Processor =
  | { readonly kind: 'set-variable'; readonly place: Place; readonly name: string; readonly expression: Source }
  | { readonly kind: 'validator'; readonly place: Place; readonly condition: Source; readonly exception: string }
  | { readonly kind: 'code'; readonly place: Place; readonly code: Code }
  | {
      readonly kind: 'emit-event'
      readonly place: Place
      readonly event: DomainEvent
      readonly mappings: readonly { readonly target: string; readonly value: Text; readonly place: Place }[]
    }
  | { readonly kind: 'update-key'; readonly place: Place; readonly key: Text }

/** JSON as the model has it, already parsed. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** 9.5 */
export interface TestCase extends Element {
  readonly trigger: Trigger
  readonly expects: 'success' | 'error'
  readonly user: string
  readonly inputs: Readonly<Record<string, Json>>
  /** Undefined: the instance does not exist. */
  readonly state?: Json
  readonly expectedEvents: readonly {
    readonly event: DomainEvent
    readonly fields: Readonly<Record<string, Json>>
    readonly place: Place
  }[]
  readonly expectedState?: Json
  readonly expectedKey?: string
}

/** 10. */
export interface Notifier extends Element {
  readonly triggers: readonly Trigger[]
  readonly activities: readonly Activity[]
}

/** 10.3. Attributes by their names in the model; those marked "C" there are `Text`. */
export interface Activity {
  readonly place: Place
  readonly type: ActivityType
  readonly condition?: Source
  readonly failSilent: boolean
  /** Flow variable that is written. */
  readonly output?: string
  /** Values that may be literal or Python, by attribute name. */
  readonly texts: Readonly<Record<string, Text>>
  /** Literal settings (`sender`, `bucket`, `method`, `template-file`, `load-json`), by attribute name. */
  readonly settings: Readonly<Record<string, string>>
  /** `set-variable`. */
  readonly expression?: Source
  /** `query` or `body`: a Jinja template. */
  readonly template?: Source
  /** `code`. */
  readonly code?: Code
  /** `loop`. */
  readonly activities: readonly Activity[]
}

export type ActivityType =
  | 'create-iam-group'
  | 'delete-iam-group'
  | 'add-user-to-iam-group'
  | 'remove-user-from-iam-group'
  | 'retrieve-email-from-iam'
  | 'iam-create-systemuser'
  | 'iam-create-user'
  | 'iam-delete-user'
  | 'get-token'
  | 'get-systemuser-token'
  | 'set-variable'
  | 'fetch-property'
  | 'render-template'
  | 'send-email'
  | 'send-graphql-notification'
  | 'write-file'
  | 'call-internal-api'
  | 'HTTP'
  | 'code'
  | 'invalidate-cdn'
  | 'loop'

/** 11. */
export interface View extends Element {
  /** From the folder. */
  readonly namespace: readonly string[]
  readonly retentionDays?: number
  readonly notifies: boolean
  /** Name of the primary-key field; undefined for nested types. */
  readonly key?: string
  readonly fields: readonly Field[]
  readonly relations: readonly Relation[]
  readonly handlers: readonly SnapshotHandler[]
  readonly customHandlers: readonly CustomHandler[]
  readonly queries: readonly Query[]
}

/** 11.2. The target is a name, because views may refer to each other; `viewNamed(model, name)` finds it. */
export interface Relation extends Element {
  readonly type: 'ObjectList' | 'OneToOne' | 'ManyToOne' | 'OneToMany' | 'ManyToMany'
  readonly view: string
  /** Absent for `ObjectList`. */
  readonly foreignKey?: { readonly kind: 'canonical' } | { readonly kind: 'field'; readonly field: Field }
  readonly access: Access
}

/** 11.3 */
export interface SnapshotHandler {
  readonly place: Place
  readonly aggregate: { readonly subDomain: string; readonly name: string }
  /** Undefined: once per snapshot; else once per item of that entity collection. */
  readonly collection?: string
  readonly key: Term
  readonly mappings: readonly ViewMapping[]
  /** Python over `snapshot` (and `item`). */
  readonly deleteWhen: readonly Source[]
}

export type ViewMapping =
  | { readonly kind: Operand; readonly place: Place; readonly target: Field; readonly value: string }
  /** `template` is a Python expression over `value`. */
  | {
      readonly kind: 'convert-items'
      readonly place: Place
      readonly target: Relation
      readonly collection: string
      readonly template: Source
    }

/** 11.4 */
export interface CustomHandler {
  readonly place: Place
  readonly aggregate: { readonly subDomain: string; readonly name: string }
  readonly code: Code
}

/** 11.6 */
export interface Query {
  readonly place: Place
  readonly namespace: readonly string[]
  readonly method: string
  readonly type: 'get' | 'filter' | 'query'
  readonly access: Access
  readonly canonicalSearch: boolean
  readonly clauses: readonly { readonly field: Field; readonly operand: ClauseOperand; readonly place: Place }[]
}

export type ClauseOperand =
  | 'equals'
  | 'not_equals'
  | 'less_than'
  | 'greater_than'
  | 'less_than_equals'
  | 'greater_than_equals'

/** 12. */
export interface Projection extends Element {
  readonly namespace: readonly string[]
  readonly method: string
  readonly access: Access
  readonly view: string
  readonly returns: 'single' | 'list'
  readonly inputs: readonly (Field & { readonly required: boolean })[]
  readonly code: Source
}

/** 13. */
export interface Scenario extends Element {
  /** Names of the scenarios that it depends on, in the order written. */
  readonly extends: readonly string[]
  readonly steps: readonly Step[]
}

interface StepBase {
  readonly place: Place
  readonly description: string
}

/** 13.2. Values are the texts of the model; variables (`#name#`) are resolved when the scenario runs. */
export type Step = StepBase &
  (
    | { readonly kind: 'set-variables'; readonly inputs: readonly StepInput[] }
    | {
        readonly kind: 'mutation'
        readonly command: Command
        readonly inputs: readonly StepInput[]
        readonly traces: readonly {
          readonly component: string
          readonly status: 'success' | 'error'
          readonly place: Place
        }[]
      }
    | {
        readonly kind: 'query'
        readonly target:
          | { readonly kind: 'view'; readonly view: string; readonly query: Query }
          | { readonly kind: 'projection'; readonly projection: Projection }
        readonly inputs: readonly StepInput[]
        readonly expects: readonly {
          readonly path: string
          readonly type: string
          readonly value: string
          readonly place: Place
        }[]
        readonly extracts: readonly { readonly path: string; readonly variable: string; readonly place: Place }[]
      }
    | { readonly kind: 'refresh-token' }
    | { readonly kind: 'switch-user'; readonly user: string }
    | { readonly kind: 'grant-role'; readonly role: string }
    | { readonly kind: 'wait'; readonly milliseconds: number }
  )

export interface StepInput {
  readonly name: string
  /** `String`, `Int`, `Float`, `Boolean`, `Numeric`, `Nested`, `StringList`. */
  readonly type: string
  readonly value: string
  readonly place: Place
}
