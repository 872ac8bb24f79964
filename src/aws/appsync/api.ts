/**
 * A way to authorize requests. The first of an API is its default (developer guide, "Authorization and
 * authentication").
 */
export type AuthorizationMode =
  | { readonly kind: 'API_KEY' }
  | { readonly kind: 'AWS_IAM' }
  | {
      readonly kind: 'AMAZON_COGNITO_USER_POOLS'
      readonly pool: string
      readonly region: string
      /** The app clients whose tokens are accepted; when left out, all clients of the pool. */
      readonly clientPattern: string | undefined
      /** What happens on a field without a directive. Only the default mode has this setting. */
      readonly defaultAction: 'ALLOW' | 'DENY'
    }
  | { readonly kind: 'unsupported'; readonly name: string }

export interface DataSource {
  readonly name: string
  /** `NONE`, `AMAZON_DYNAMODB`, `AWS_LAMBDA`, `AMAZON_EVENTBRIDGE`, `HTTP`, or a kind that is not supported here. */
  readonly type: string
  readonly roleArn: string | undefined
  readonly table: string | undefined
  readonly functionArn: string | undefined
  readonly busArn: string | undefined
  readonly endpoint: string | undefined
  /** Requests of an HTTP data source are signed for this region and service. */
  readonly signing: { readonly region: string; readonly service: string } | undefined
}

/** What runs before and after a data source: mapping templates or APPSYNC_JS code. */
export type Handlers =
  | { readonly kind: 'templates'; readonly request: string | undefined; readonly response: string | undefined }
  | { readonly kind: 'javascript'; readonly code: string }

/** A pipeline function, or the single step of a unit resolver. */
export interface ResolverStep {
  readonly name: string
  readonly dataSource: string
  readonly handlers: Handlers
}

export interface Resolver {
  readonly type: string
  readonly field: string
  readonly steps: readonly ResolverStep[]
  /** Runs before and after the functions of a pipeline; undefined for a unit resolver. */
  readonly around: Handlers | undefined
}

export interface ApiConfiguration {
  readonly id: string
  readonly arn: string
  readonly account: string
  /** The uploaded schema, in the schema definition language. */
  readonly schema: string
  readonly introspection: boolean
  readonly modes: readonly [AuthorizationMode, ...AuthorizationMode[]]
  /** Expiry in seconds since 1970. */
  readonly keys: ReadonlyMap<string, number>
  readonly dataSources: ReadonlyMap<string, DataSource>
  /** By `Type.field`. */
  readonly resolvers: ReadonlyMap<string, Resolver>
}
