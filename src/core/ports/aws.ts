import type { Buckets } from './buckets.ts'
import type { GateServices } from './gate-services.ts'
import type { Jobs } from './jobs.ts'
import type { Objects } from './objects.ts'
import type { Pipelines } from './pipelines.ts'
import type { Signer } from './signing.ts'
import type { Stacks } from './stacks.ts'

/** Where to work, and with which identity. Undefined members follow the default chain of the environment. */
export interface AwsTarget {
  readonly region?: string | undefined
  /** Twelve digits. Credentials of another account are refused. */
  readonly account?: string | undefined
  /** Role to assume for this target. */
  readonly role?: string | undefined
}

/** Access keys for a program that is not ours, and where the services answer if that is not the usual place. */
export interface ProgramCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly endpoint?: string | undefined
}

/** One account in one region, as one identity. Clients load and connect on first use. */
export interface AwsAccount {
  readonly region: string
  /** Whether it is on this machine, where any number of calls may be made. */
  readonly isLocal?: boolean | undefined
  readonly objects: Objects
  readonly stacks: Stacks
  /** Buckets themselves; loaded when a stage asks for them. */
  buckets(): Promise<Buckets>
  /** What the quality gate works with; loaded when it asks for it. */
  gate(): Promise<GateServices>
  /** The pipelines; loaded when a stage asks for them. */
  pipelines(): Promise<Pipelines>
  /** The jobs of pipelines; loaded when a worker or a function asks for them. */
  jobs(): Promise<Jobs>
  /**
   * An asymmetric KMS key whose signatures `verifying-key.ts` can check.
   * @param key id, ARN, or name or ARN of an alias
   * @throws StageError `signing-key-unusable`, `access-denied`
   */
  signer(key: string): Promise<Signer>
  /**
   * The identity of the credentials.
   * @throws StageError `credentials-missing`, `credentials-expired`, `endpoint-unreachable`
   */
  identity(): Promise<{ readonly account: string; readonly arn: string }>
  /**
   * The credentials of this identity, to hand on.
   * @throws StageError as `identity`
   */
  credentials(): Promise<ProgramCredentials>
  /** Address of a stack's page in the console; undefined for an emulator. */
  stackPage(id: string): string | undefined
}

/** AWS for stages: one target at a time, with the credentials of the environment or a role. */
export interface Aws {
  at(target: AwsTarget): AwsAccount
}
