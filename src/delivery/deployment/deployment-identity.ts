import { digestOf } from '../digest.ts'

/**
 * The names that a deployment uses in AWS. They are derived from what is wanted and from the state of the stack, so
 * that a second run finds what the first one started. Tokens also contain random text that only this run knows.
 */
export interface DeploymentIdentity {
  /** SHA-256 of everything that is wanted, hex. */
  readonly digest: string
  readonly changeSetName: string
  /** Description of the change set: the deployment that it is for. Anyone can copy it, so it proves nothing. */
  readonly description: string
  /** Token with which this run executes a change set; nobody else can know it in advance. */
  tokenOf(changeSetId: string): string
  /**
   * Whether an operation with this token claims to be for the same deployment. Anyone can make that claim, so compare
   * the stack.
   */
  owns(token: string | undefined): boolean
}

/** Every name that we give starts with this. */
export const namePrefix = 'liftlock-'

/** Every change set and every stack of a preview starts with this. */
export const previewPrefix = `${namePrefix}preview-`

/**
 * Token of one operation of a run.
 * @param from the values that make it unique, with the random text of the run among them
 */
export function operationToken(kind: string, from: readonly unknown[]): string {
  return `${namePrefix}${kind}-${digestOf(from).slice(0, 32)}`
}

/**
 * @param wanted everything that decides what the change set does
 * @param base the stack's newest event, or `new`; an operation in between leads to other names
 * @param options.secret random text of this run
 * @param options.preview whether it is a preview, whose names no other run has or looks for
 */
export function deploymentIdentity(
  wanted: unknown,
  base: string,
  {
    secret,
    changeSetName,
    preview = false,
  }: { readonly secret: string; readonly changeSetName?: string | undefined; readonly preview?: boolean | undefined },
): DeploymentIdentity {
  const digest = digestOf(wanted)
  const prefix = `${namePrefix}${digest.slice(0, 16)}`
  const named = preview
    ? `${previewPrefix}${digestOf([secret, digest]).slice(0, 24)}`
    : `${prefix}-${digestOf(base).slice(0, 8)}`
  return {
    digest,
    changeSetName: changeSetName ?? named,
    description: preview ? `liftlock preview ${digest}` : `liftlock ${digest}`,
    tokenOf: (changeSetId) => `${prefix}-${digestOf([secret, changeSetId]).slice(0, 32)}`,
    owns: (token) => token?.startsWith(`${prefix}-`) ?? false,
  }
}
