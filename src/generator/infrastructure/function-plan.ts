import type { Start } from './function-starts.ts'
import type { Permission, Table } from './permissions.ts'

/** A Lambda function of the application: its code, what starts it, its settings and its permissions. */
export interface FunctionPlan {
  /** Logical id in CloudFormation. */
  readonly logicalId: string
  readonly description: string
  /** Python module and function below `application/`. */
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMegabytes: number
  readonly tables: readonly Table[]
  readonly variables: readonly Variable[]
  readonly permissions: readonly Permission[]
  readonly starts: Start
  /** Whether each aggregate or notifier has one, and only its own rules refer to it. */
  readonly oneOfMany?: true
}

/** Environment variables other than those of tables. */
export type Variable =
  | 'EVENT_BUS'
  | 'API_ENDPOINT'
  | 'USER_POOL_ID'
  | 'USER_POOL_CLIENT_ID'
  | 'SYSTEM_USER_SECRET'
  | 'PROPERTY_VAULT'
  | 'APPLICATION_BUCKET'
  | 'CDN_DISTRIBUTION_ID'
