/** A running local AWS, as its clients see it. */
export interface LocalEnvironment {
  /** For `AWS_ENDPOINT_URL`: all services but the GraphQL data plane. */
  readonly endpoint: string
  /** The AppSync adapter; an API answers at `<appsyncUrl>/<apiId>/graphql`. */
  readonly appsyncUrl: string
  /** Bearer token of the emulator's addresses below `/_liftlock/`. */
  readonly token: string
  /** Secret access key of every account: random for each daemon, and known to its owner only. */
  readonly secretAccessKey: string
  readonly region: string
  /** The access key id is the account. */
  readonly accounts: { readonly staging: string; readonly production: string }
  /** Whether permissions are enforced. */
  readonly iam: boolean
  /** Whether functions reach other hosts. */
  readonly egress: boolean
  /** Web pages of these origins may call GraphQL; every other page is refused. */
  readonly origins: readonly string[]
  /** How functions are isolated from the user's files and network. */
  readonly isolation: Isolation
}

/** Why functions can reach each of these; null if they cannot. */
export interface Isolation {
  /** Sockets other than the gateway, the AppSync adapter and the proxy for other hosts. */
  readonly network: string | null
  /** The user's files and processes. */
  readonly files: string | null
}

export const localAccounts = { staging: '111111111111', production: '222222222222' } as const
export const localRegion = 'eu-west-1'
