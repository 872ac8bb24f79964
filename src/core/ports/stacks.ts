/** A CloudFormation stack; `status` is that of the service (API reference, `StackStatus`). */
export interface Stack {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values as the service shows them (`****` for NoEcho). */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly terminationProtection: boolean
  /** The service role that runs operations on the stack. */
  readonly roleArn?: string
  readonly notificationArns: readonly string[]
  /** Alarms (ARNs) that roll back an update, and how many minutes they are watched. */
  readonly rollback: RollbackSettings
  /** When it was last changed, else when it was made; ISO 8601, UTC. Undefined if the answer has no time. */
  readonly changedAt?: string
}

/** What makes the service roll back an operation by itself (API reference, `RollbackConfiguration`). */
export interface RollbackSettings {
  readonly triggers: readonly string[]
  readonly monitoringMinutes: number
}

/** One event of a stack, newest first when listed. */
export interface StackEvent {
  readonly id: string
  readonly stackId: string
  readonly stackName: string
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  /** ISO 8601, UTC. */
  readonly time: string
  /** Client request token of its operation. */
  readonly token?: string
}

/** One line of a change set. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual'
  readonly logicalId: string
  readonly physicalId?: string
  readonly type: string
  readonly replacement?: 'True' | 'False' | 'Conditional'
  readonly policyAction?: string
  readonly details: readonly ChangeDetail[]
  /** Set for a nested stack whose own change set is known. */
  readonly nestedChangeSetId?: string
}

/** Why a resource changes, as the service sees it (API reference, `ResourceChangeDetail`). */
export interface ChangeDetail {
  /** The property; or the attribute (`Tags`, `DeletionPolicy`, …) if the change is not about a property. */
  readonly target: string
  readonly requiresRecreation?: string
  readonly cause?: string
  /** JSON pointer of the value inside the resource, such as `/Properties/MemorySize`. */
  readonly path?: string
  /** The value before and after, as the service knows it; left out when it gives none. */
  readonly before?: string
  readonly after?: string
}

export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly stackId: string
  readonly status: string
  readonly statusReason?: string
  readonly executionStatus: string
  /** ISO 8601, UTC; undefined if the answer has no time. */
  readonly createdAt: string | undefined
  readonly changes: readonly ResourceChange[]
  readonly content: ChangeSetContent
}

/**
 * What a change set was made from, as far as DescribeChangeSet returns it. It never returns the service role, and shows
 * values of NoEcho parameters as `****`. Members missing in the answer are undefined.
 */
export interface ChangeSetContent {
  readonly parameters: readonly GivenParameter[]
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[] | undefined
  readonly notificationArns: readonly string[] | undefined
  readonly includeNested: boolean | undefined
  readonly importExisting: boolean
  /** `STANDARD` if the answer leaves it out. */
  readonly deploymentMode: string
  readonly rollback: RollbackSettings
  readonly onStackFailure: string | undefined
  /** Mode of the deployment configuration, such as `EXPRESS`. */
  readonly configurationMode: string | undefined
}

/** A parameter as a change set returns it. */
export interface GivenParameter {
  readonly name: string
  readonly value: string | undefined
  readonly usesPrevious: boolean
  /** The value of an SSM parameter when the change set was made. */
  readonly resolved?: string
}

export interface StackParameter {
  readonly name: string
  /** Undefined keeps the current value of the stack. */
  readonly value: string | undefined
}

export interface ChangeSetRequest {
  readonly stack: string
  readonly name: string
  readonly kind: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly template: { readonly body: string } | { readonly url: string }
  readonly parameters: readonly StackParameter[]
  /** Undefined keeps the tags of the stack; an empty record removes them. */
  readonly tags: Readonly<Record<string, string>> | undefined
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly includeNested: boolean
  readonly importExisting?: boolean
  readonly revertDrift?: boolean
  /** Up to 1,024 characters. */
  readonly description?: string
}

/** A change set in the list of a stack. */
export interface ChangeSetSummary {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly executionStatus: string
  readonly description?: string
  /** ISO 8601, UTC; undefined if the answer has no time. */
  readonly createdAt?: string
}

/**
 * CloudFormation stacks. Errors are StageErrors with the reasons of `Objects`. `service-refused` is a definite refusal;
 * the `name` of its cause is the service's code. After `throttled`, `endpoint-unreachable` or `service-unavailable`, a
 * write may or may not have taken effect.
 */
export interface Stacks {
  /** Undefined if the stack does not exist. */
  find(nameOrId: string): Promise<Stack | undefined>
  /** All stacks of the account and region, from all pages. */
  all(): Promise<readonly Stack[]>
  /** @param token identifies a repeated call; the service answers it with the change set of the first call */
  createChangeSet(
    request: ChangeSetRequest,
    token: string,
  ): Promise<{ readonly changeSetId: string; readonly stackId: string }>
  /**
   * All pages of the change set; undefined when it is gone.
   * @param values gives the values of properties too. The service then leaves out resources whose values it cannot give,
   * so a plan is never made from such an answer.
   */
  findChangeSet(stack: string, nameOrId: string, values?: 'with values'): Promise<ChangeSet | undefined>
  executeChangeSet(options: {
    readonly stack: string
    readonly changeSet: string
    readonly token: string
    readonly disableRollback: boolean
  }): Promise<void>
  deleteChangeSet(stack: string, nameOrId: string): Promise<void>
  /**
   * Newest first, until `after` (an event id, exclusive) or the end. A role that may only read the events of operations
   * gets the same events from there.
   */
  events(stackId: string, after?: string): AsyncIterable<StackEvent>
  /** The template of the stack or of one of its change sets, as it was given or after macros (`Processed`). */
  readTemplate(stack: string, changeSet?: string, stage?: 'Original' | 'Processed'): Promise<string>
  /** The physical ids of the stack's resources by logical id. */
  resources(stack: string): Promise<readonly { logicalId: string; physicalId?: string; type: string; status: string }[]>
  delete(stack: string, token: string): Promise<void>
  /** All change sets of the stack, from all pages; an empty list if the stack does not exist. */
  listChangeSets(stack: string): Promise<readonly ChangeSetSummary[]>
  /** The findings of the service's own checks in a failed change set: the reason, and the path in the template. */
  validationFailures(changeSetId: string): Promise<readonly { readonly reason: string; readonly path?: string }[]>
  /** Continues the rollback of a stack in UPDATE_ROLLBACK_FAILED; `skip` names resources that it leaves as they are. */
  continueRollback(options: {
    readonly stack: string
    readonly token: string
    readonly skip: readonly string[]
  }): Promise<void>
  setTerminationProtection(stack: string, enabled: boolean): Promise<void>
}
