/** A CloudFormation stack, in our words; `status` is the service's own (API reference, `StackStatus`). */
export interface Stack {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values as the service shows them (`****` for NoEcho). */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly terminationProtection: boolean
  /** The service role that operations on the stack work with. */
  readonly roleArn?: string
  readonly notificationArns: readonly string[]
  /** Alarms that make an update go back, by ARN, and how long they are watched, in minutes. */
  readonly rollback: RollbackSettings
}

/** What makes the service take an operation back on its own (API reference, `RollbackConfiguration`). */
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
  /** Client request token of the operation that it belongs to. */
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
  /** The property, or the attribute (`Tags`, `DeletionPolicy`, …) when it is none. */
  readonly target: string
  readonly requiresRecreation?: string
  readonly cause?: string
}

export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly stackId: string
  readonly status: string
  readonly statusReason?: string
  readonly executionStatus: string
  /** ISO 8601, UTC; undefined where the answer leaves it out. */
  readonly createdAt: string | undefined
  readonly changes: readonly ResourceChange[]
  readonly content: ChangeSetContent
}

/**
 * What a change set was made from, as far as DescribeChangeSet gives it back: the service role is not given back, values
 * of NoEcho parameters are `****`. Undefined is what the answer leaves out.
 */
export interface ChangeSetContent {
  readonly parameters: readonly GivenParameter[]
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[] | undefined
  readonly notificationArns: readonly string[] | undefined
  readonly includeNested: boolean | undefined
  readonly importExisting: boolean
  /** `STANDARD` where the answer leaves it out. */
  readonly deploymentMode: string
  readonly rollback: RollbackSettings
  readonly onStackFailure: string | undefined
  /** Mode of the deployment configuration, such as `EXPRESS`. */
  readonly configurationMode: string | undefined
}

/** A parameter as a change set gives it back. */
export interface GivenParameter {
  readonly name: string
  readonly value: string | undefined
  readonly usesPrevious: boolean
  /** What an SSM parameter held when the change set was made. */
  readonly resolved?: string
}

export interface StackParameter {
  readonly name: string
  /** Undefined keeps the value that the stack has. */
  readonly value: string | undefined
}

export interface ChangeSetRequest {
  readonly stack: string
  readonly name: string
  readonly kind: 'CREATE' | 'UPDATE' | 'IMPORT'
  readonly template: { readonly body: string } | { readonly url: string }
  readonly parameters: readonly StackParameter[]
  /** Undefined leaves the tags of the stack as they are; an empty record takes them away. */
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
}

/**
 * CloudFormation stacks. Errors arrive as StageError with the reasons of `Objects`. `service-refused` is a definite no,
 * with the service's code as `name` of the cause; `throttled`, `endpoint-unreachable` and `service-unavailable`
 * leave open whether a write took effect.
 */
export interface Stacks {
  /** Undefined if the stack does not exist. */
  find(nameOrId: string): Promise<Stack | undefined>
  /** @param token lets the service know a repeated call as one, and answers it with the change set of the first */
  createChangeSet(
    request: ChangeSetRequest,
    token: string,
  ): Promise<{ readonly changeSetId: string; readonly stackId: string }>
  /** All pages of the change set; undefined when it is gone. */
  findChangeSet(stack: string, nameOrId: string): Promise<ChangeSet | undefined>
  executeChangeSet(options: {
    readonly stack: string
    readonly changeSet: string
    readonly token: string
    readonly disableRollback: boolean
  }): Promise<void>
  deleteChangeSet(stack: string, nameOrId: string): Promise<void>
  /**
   * Newest first, until `after` (an event id, exclusive) or the end. A role that may not read the events of a stack but those of its
   * operations gets the same events that way.
   */
  events(stackId: string, after?: string): AsyncIterable<StackEvent>
  /** The template of the stack or of one of its change sets, as it was given or after macros (`Processed`). */
  readTemplate(stack: string, changeSet?: string, stage?: 'Original' | 'Processed'): Promise<string>
  /** The physical ids of the stack's resources by logical id. */
  resources(stack: string): Promise<readonly { logicalId: string; physicalId?: string; type: string; status: string }[]>
  delete(stack: string, token: string): Promise<void>
  /** All change sets of the stack, from all pages; an empty list if the stack does not exist. */
  listChangeSets(stack: string): Promise<readonly ChangeSetSummary[]>
  /** What the service's own checks found in a change set that failed: the reason, and the path in the template. */
  validationFailures(changeSetId: string): Promise<readonly { readonly reason: string; readonly path?: string }[]>
  /** Takes a stack out of UPDATE_ROLLBACK_FAILED; `skip` names resources that are left as they are. */
  continueRollback(options: {
    readonly stack: string
    readonly token: string
    readonly skip: readonly string[]
  }): Promise<void>
  setTerminationProtection(stack: string, enabled: boolean): Promise<void>
}
