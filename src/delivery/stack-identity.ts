/** The parts of a stack id. */
export interface StackIdentity {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  readonly name: string
}

const form = /^arn:[a-z0-9-]+:cloudformation:([a-z0-9-]+):(\d{12}):stack\/([A-Za-z][A-Za-z0-9-]*)\/[A-Za-z0-9-]+$/

/**
 * Reads a stack id, an ARN that AWS never reuses for another stack.
 * @returns undefined for any other text
 */
export function parseStackId(stackId: string): StackIdentity | undefined {
  const [, region, account, name] = form.exec(stackId) ?? []
  return region && account && name ? { account, region, name } : undefined
}

/** @throws Error for a text that is not a stack id; CloudFormation never returns one */
export function stackIdentity(stackId: string): StackIdentity {
  const identity = parseStackId(stackId)
  if (identity === undefined) throw new Error(`${stackId} is not the id of a stack`)
  return identity
}
