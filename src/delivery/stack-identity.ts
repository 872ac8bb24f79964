/** What the id of a stack says of it. */
export interface StackIdentity {
  /** Twelve digits. */
  readonly account: string
  readonly region: string
  readonly name: string
}

const form = /^arn:[a-z0-9-]+:cloudformation:([a-z0-9-]+):(\d{12}):stack\/([A-Za-z][A-Za-z0-9-]*)\/[A-Za-z0-9-]+$/

/** Reads the id of a stack (an ARN; it is never used again for another stack). @returns undefined for another text */
export function parseStackId(stackId: string): StackIdentity | undefined {
  const [, region, account, name] = form.exec(stackId) ?? []
  return region && account && name ? { account, region, name } : undefined
}

/** @throws Error for what is not the id of a stack, which CloudFormation never answers */
export function stackIdentity(stackId: string): StackIdentity {
  const identity = parseStackId(stackId)
  if (identity === undefined) throw new Error(`${stackId} is not the id of a stack`)
  return identity
}
