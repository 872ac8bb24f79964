import { digestOf } from '../digest.ts'

/**
 * The names that a deployment carries in AWS. They follow from what is wanted and from where the stack stands, so
 * that a second run finds what the first one began; tokens also hold what only this run knows.
 */
export interface DeploymentIdentity {
  /** SHA-256 over all that is wanted, hex. */
  readonly digest: string
  readonly changeSetName: string
  /** Description of the change set, which says what it is for. Everybody can copy it: it proves nothing. */
  readonly description: string
  /** Token of the execution of a change set by this run; nobody else can know it before. */
  tokenOf(changeSetId: string): string
  /** Whether an operation with this token says that it brings about the same. Everybody can say so: compare the stack. */
  owns(token: string | undefined): boolean
}

/** Begins every name that we give. */
export const namePrefix = 'liftlock-'

/** Token of one operation of a run. @param from what makes it this one, the random text of the run among it */
export function operationToken(kind: string, from: readonly unknown[]): string {
  return `${namePrefix}${kind}-${digestOf(from).slice(0, 32)}`
}

/**
 * @param wanted everything that decides what the change set does
 * @param base the stack's newest event, or `new`: an operation in between makes other names
 * @param options.secret random text of this run
 */
export function deploymentIdentity(
  wanted: unknown,
  base: string,
  { secret, changeSetName }: { readonly secret: string; readonly changeSetName?: string | undefined },
): DeploymentIdentity {
  const digest = digestOf(wanted)
  const prefix = `${namePrefix}${digest.slice(0, 16)}`
  return {
    digest,
    changeSetName: changeSetName ?? `${prefix}-${digestOf(base).slice(0, 8)}`,
    description: `liftlock ${digest}`,
    tokenOf: (changeSetId) => `${prefix}-${digestOf([secret, changeSetId]).slice(0, 32)}`,
    owns: (token) => token?.startsWith(`${prefix}-`) ?? false,
  }
}
