/** An expression of DynamoDB as templates write it, with typed values. */
export interface Expression {
  readonly expression?: string
  readonly expressionNames?: Readonly<Record<string, string>>
  readonly expressionValues?: Readonly<Record<string, unknown>>
}

export interface Condition extends Expression {
  /** Attributes to ignore when a failed write is compared with the stored item. */
  readonly equalsIgnore?: readonly string[]
  readonly consistentRead?: boolean
  readonly returnValuesOnConditionCheckFailure?: boolean
}

/** One write of a transaction. */
export interface TransactItem {
  readonly table: string
  readonly operation?: string
  readonly key?: unknown
  readonly attributeValues?: unknown
  readonly update?: Expression
  readonly condition?: Condition
  readonly projection?: Expression
}

/** An event for a bus (developer guide, "Resolver mapping template reference for EventBridge"). */
export interface BusEvent {
  readonly source?: string
  readonly detail?: unknown
  readonly detailType?: string
  readonly resources?: string[]
  readonly time?: string
}

/**
 * What a request template or handler prints: a request to a data source. Its members are unchecked until they are used.
 */
export interface RequestDocument {
  readonly version?: string
  readonly operation?: string
  readonly payload?: unknown
  readonly invocationType?: string
  readonly events?: readonly BusEvent[]
  readonly key?: unknown
  readonly attributeValues?: unknown
  readonly update?: Expression | null
  readonly condition?: Condition | null
  readonly query?: Expression
  readonly filter?: Expression | null
  readonly projection?: Expression | null
  readonly index?: string
  readonly limit?: number | null
  readonly nextToken?: string | null
  readonly consistentRead?: boolean
  readonly scanIndexForward?: boolean | null
  readonly select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES'
  readonly segment?: number
  readonly totalSegments?: number
  /** For a batch: keys or items by table. */
  readonly tables?: Readonly<Record<string, unknown>>
  readonly transactItems?: readonly TransactItem[]
  readonly method?: string
  readonly resourcePath?: string
  readonly params?: {
    readonly headers?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
    readonly body?: unknown
  }
}
