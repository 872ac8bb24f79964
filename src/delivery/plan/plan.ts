import type { ArtifactWriter } from './risk/artifact-writers.ts'
import type { Risk } from './risk/risk.ts'

/** What would happen to one resource. */
export interface PlannedChange {
  readonly effect: 'add' | 'modify' | 'replace' | 'may-replace' | 'remove' | 'import' | 'revert' | 'unknown'
  /** Logical ids from the outermost stack inwards, joined by a slash. */
  readonly resource: string
  readonly type: string
  readonly physicalId?: string
  /** Properties and attributes that change; never their values. */
  readonly properties: readonly string[]
  /** Which of them force the replacement. */
  readonly because: readonly string[]
  /** What becomes of the former resource by policy, such as `Retain`. */
  readonly former?: string
  readonly risks: readonly Risk[]
}

/** One deployment before it happens: everything that is approved by its fingerprint. */
export interface Plan {
  readonly formatVersion: 2
  readonly kind: 'create' | 'update'
  readonly stack: string
  readonly account: string
  readonly region: string
  /**
   * Id of the change set that another run made. It stands for what such a one does not give back: its service role, values of
   * NoEcho parameters. Undefined where the run makes its own.
   */
  readonly changeSet?: string
  readonly templateDigest: string
  /** Digest of all parameter values; those of NoEcho parameters went through a slow function first. */
  readonly parametersDigest: string
  /** Names of the parameters that the template declares. */
  readonly parameters: readonly string[]
  /** Undefined where the tags of the stack stay as they are. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  /** The role that CloudFormation works with: the given one, else the one that the stack has. */
  readonly roleArn?: string
  /** Undefined where the topics of the stack stay as they are. */
  readonly notificationArns?: readonly string[]
  readonly includeNested: boolean
  readonly importExisting: boolean
  /** `STANDARD` or `REVERT_DRIFT`. */
  readonly deploymentMode: string
  readonly disableRollback: boolean
  /** Whether the stack is protected from deletion afterwards. */
  readonly terminationProtection: boolean
  /** Digests of what the SSM parameters held that parameters of the template name; those of NoEcho are left out. */
  readonly resolvedParameters: Readonly<Record<string, string>>
  /** Digest of the release that runs there, where that is known. */
  readonly runs?: string
  /** Newest event of the stack: any operation in between makes it another plan. Undefined for a new stack. */
  readonly lastEvent?: string
  /** Who may, or might, write to an artifact bucket; left out when nobody could. It is about the template, not about changes. */
  readonly artifactWriters?: readonly ArtifactWriter[]
  /** By resource, sorted. */
  readonly changes: readonly PlannedChange[]
}

/** A plan with the name under which it is approved. */
export interface FingerprintedPlan extends Plan {
  /** SHA-256 over the canonical form, hex. */
  readonly fingerprint: string
}

/** How many resources a plan touches, by what happens to them. */
export interface ChangeCounts {
  readonly replaced: number
  readonly changed: number
  readonly added: number
  readonly removed: number
}

/** What may be replaced counts as replaced. */
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
