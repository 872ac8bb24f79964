import type { DeadLetters } from './dead-letters.ts'
import type { GateServices } from './gate-services.ts'
import type { Objects } from './objects.ts'
import type { Signer } from './signing.ts'
import type { Stacks } from './stacks.ts'

/** Where to work, and as whom. Undefined members follow the default chain of the environment. */
export interface AwsTarget {
  readonly region?: string | undefined
  /** Twelve digits: refused when the credentials belong to another account. */
  readonly account?: string | undefined
  /** Role that is assumed for this target. */
  readonly role?: string | undefined
}

/** One account in one region, as one identity. Clients load and connect on first use. */
export interface AwsAccount {
  readonly region: string
  readonly objects: Objects
  readonly stacks: Stacks
  readonly gate: GateServices
  readonly deadLetters: DeadLetters
  /**
   * An asymmetric key of the key management service that signs as `verifying-key.ts` checks it.
   * @param key id, ARN, or name or ARN of an alias. @throws StageError `signing-key-unusable`, `access-denied`
   */
  signer(key: string): Promise<Signer>
  /** Who we are. @throws StageError `credentials-missing`, `credentials-expired`, `endpoint-unreachable` */
  identity(): Promise<{ readonly account: string; readonly arn: string }>
  /** Address of a stack's page in the console; undefined where something else answers in place of AWS. */
  stackPage(id: string): string | undefined
}

/** AWS as stages see it: credentials of the environment, or a role, one target at a time. */
export interface Aws {
  at(target: AwsTarget): AwsAccount
}
