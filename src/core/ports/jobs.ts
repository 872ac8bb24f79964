/**
 * Jobs that the actions of pipelines give to workers and functions, in one account and region (CodePipeline API
 * Reference). Every call is made once. A call about a job that is somebody else's, has ended or is gone answers `false`
 * or undefined; other errors arrive as StageError like those of `Stacks`.
 */
export interface Jobs {
  /**
   * Jobs that wait for a worker. Others may be offered the same.
   * @param most how many, from 1
   * @param property a queryable property of the type with its value, as the configuration of the action has it
   * @throws StageError `input-invalid` when the account has no such type
   */
  poll(type: JobType, most: number, property?: QueriedProperty): Promise<readonly OfferedJob[]>
  /** Takes an offered job. @returns whether it is ours */
  acknowledge(id: string, nonce: string): Promise<boolean>
  details(id: string): Promise<JobData | undefined>
  /** Ends a job and its action well. */
  succeed(id: string, success: JobSuccess): Promise<boolean>
  /**
   * Ends a job; its action gets another one with this token.
   * @param token 1 to 2,048 characters
   */
  goOn(id: string, token: string): Promise<boolean>
  /** Ends a job and its action with a failure. */
  fail(id: string, failure: JobFailure): Promise<boolean>
  /** Types of actions that belong to the account. */
  types(): Promise<readonly JobType[]>
  /** Creates a type of actions in the account. */
  register(type: NewJobType): Promise<void>
}

/** A custom type of actions. */
export interface JobType {
  readonly category: string
  readonly provider: string
  readonly version: string
}

export interface QueriedProperty {
  readonly name: string
  /** 1 to 50 letters, digits, hyphens and underscores. */
  readonly value: string
}

/** A property of the configuration that actions of a type have. */
export interface JobProperty {
  readonly name: string
  readonly required: boolean
  readonly queryable: boolean
  readonly description: string
}

export interface NewJobType extends JobType {
  readonly properties: readonly JobProperty[]
  /** How many artifacts an action may take; it makes none. */
  readonly inputArtifacts: number
}

/** What a job says about itself. */
export interface JobData {
  /** Twelve digits. */
  readonly account: string
  /** The configuration of the action, with the values of variables. */
  readonly configuration: Readonly<Record<string, string>>
  /** Of an action that asked for another job. */
  readonly token?: string | undefined
  /** Where the action is; jobs of functions do not say so. */
  readonly place?: JobPlace | undefined
}

export interface JobPlace {
  readonly pipeline: string
  readonly execution: string
  readonly stage: string
  readonly action: string
  /** The id of this attempt of the action. */
  readonly actionExecution: string
}

export interface OfferedJob extends JobData {
  readonly id: string
  readonly nonce: string
}

export interface JobSuccess {
  /** 1 to 2,048 characters. */
  readonly summary: string
  /** At most 1,500 characters. */
  readonly externalId: string
  readonly variables: Readonly<Record<string, string>>
}

export interface JobFailure {
  readonly type: FailureType
  /** 1 to 5,000 characters. */
  readonly message: string
  /** At most 1,500 characters. */
  readonly externalId: string
}

/** Whose fault a failure is, in the words of the service. */
export type FailureType = 'JobFailed' | 'ConfigurationError' | 'PermissionError' | 'SystemUnavailable'
