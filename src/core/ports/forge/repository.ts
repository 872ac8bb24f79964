/** The repository itself. */
export interface RepositoryFacts {
  /** `owner/name`, as the forge spells it now. */
  readonly fullName: string
  readonly defaultBranch: string
  readonly visibility: 'public' | 'private' | 'internal'
  readonly fork: boolean
  readonly archived: boolean
  readonly url: string
  /** What may be done with the token, as far as the forge says so. */
  readonly mayPush?: boolean
}

/** What rules say about a branch. */
export interface BranchRules {
  readonly protected: boolean
  /** Undefined when only an administrator can see it: a classic protection tells others nothing but its checks. */
  readonly needsPullRequest: boolean | undefined
  /** Names of the checks and statuses that have to pass. */
  readonly requiredChecks: readonly string[]
  readonly needsSignatures: boolean | undefined
  readonly needsLinearHistory: boolean | undefined
}

/** What the token may still ask for. */
export interface Rate {
  readonly limit: number
  readonly remaining: number
  /** ISO 8601. */
  readonly resetsAt: string
}

/** Branches and what protects them. All functions throw ForgeError `no-right`, `rate-limited` and `unavailable`. */
export interface Branches {
  /** The commit of a branch; undefined when there is none. */
  find(branch: string): Promise<{ readonly name: string; readonly commit: string } | undefined>
  /**
   * What protects a branch, from its rulesets and its classic protection.
   * @throws ForgeError `not-found`
   */
  rules(branch: string): Promise<BranchRules>
}
