import type { ArtifactWriter } from './risk/artifact-writers.ts'
import type { Risk } from './risk/risk.ts'

/** What will happen to one resource. */
export interface PlannedChange {
  readonly effect: 'add' | 'modify' | 'replace' | 'may-replace' | 'remove' | 'import' | 'revert' | 'unknown'
  /** Logical ids from the outermost stack inwards, joined by a slash. */
  readonly resource: string
  readonly type: string
  readonly physicalId?: string
  /** Properties and attributes that change; never their values. */
  readonly properties: readonly string[]
  /** The properties that force the replacement. */
  readonly because: readonly string[]
  /** What the policy does with the former resource, such as `Retain`. */
  readonly former?: string
  readonly risks: readonly Risk[]
}

/** One deployment before it happens: the fingerprint covers everything in it, and approves all of it. */
export interface Plan {
  readonly formatVersion: 2
  readonly kind: 'create' | 'update'
  readonly stack: string
  readonly account: string
  readonly region: string
  /**
   * Id of the change set that another run made. It stands for what CloudFormation does not return of it: the service
   * role and the values of NoEcho parameters. Undefined when the run makes its own.
   */
  readonly changeSet?: string
  readonly templateDigest: string
  /**
   * Digest of all parameter values. Values of NoEcho parameters are derived by a slow function first, against guessing.
   */
  readonly parametersDigest: string
  /** Names of the parameters that the template declares. */
  readonly parameters: readonly string[]
  /** Undefined when the stack keeps its tags. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  /** The role that CloudFormation assumes: the given one, else the one of the stack. */
  readonly roleArn?: string
  /** Undefined when the stack keeps its notification topics. */
  readonly notificationArns?: readonly string[]
  readonly includeNested: boolean
  readonly importExisting: boolean
  /** `STANDARD` or `REVERT_DRIFT`. */
  readonly deploymentMode: string
  readonly disableRollback: boolean
  /** Whether the stack is protected from deletion after the deployment. */
  readonly terminationProtection: boolean
  /** Digests of the SSM parameter values that the template's parameters refer to, without NoEcho parameters. */
  readonly resolvedParameters: Readonly<Record<string, string>>
  /** Digest of the release that runs in the environment, when it is known. */
  readonly runs?: string
  /** Newest event of the stack; undefined for a new stack. Any operation in between changes it, and so the plan. */
  readonly lastEvent?: string
  /**
   * Who may, or might, write to an artifact bucket; left out when nobody can. It describes the template, not the
   * changes.
   */
  readonly artifactWriters?: readonly ArtifactWriter[]
  /** Sorted by resource. */
  readonly changes: readonly PlannedChange[]
}

/** A plan with its fingerprint, which an approval names. */
export interface FingerprintedPlan extends Plan {
  /** SHA-256 of the canonical form, 64 hex digits. */
  readonly fingerprint: string
}

/** How many resources a plan affects, by kind of change. */
export interface ChangeCounts {
  readonly replaced: number
  readonly changed: number
  readonly added: number
  readonly removed: number
}

/** A resource that may be replaced counts as replaced. */
export function changeCounts(changes: readonly PlannedChange[]): ChangeCounts {
  const count = (...effects: PlannedChange['effect'][]) =>
    changes.filter(({ effect }) => effects.includes(effect)).length
  return {
    replaced: count('replace', 'may-replace'),
    changed: count('modify', 'unknown', 'revert', 'import'),
    added: count('add'),
    removed: count('remove'),
  }
}
