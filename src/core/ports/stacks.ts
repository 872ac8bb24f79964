/** A CloudFormation stack, in our words; `status` is the service's own (API reference, `StackStatus`). */
export interface Stack {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly statusReason?: string
  readonly outputs: Readonly<Record<string, string>>
  /** Values as the service shows them (`****` for NoEcho). */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly terminationProtection: boolean
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
  /** Names of the changed properties and attributes, with what caused the change. */
  readonly details: readonly {
    readonly target: string
    readonly requiresRecreation?: string
    readonly cause?: string
  }[]
  /** Set for a nested stack whose own change set is known. */
  readonly nestedChangeSetId?: string
}

export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly stackId: string
  readonly status: string
  readonly statusReason?: string
  readonly executionStatus: string
  readonly changes: readonly ResourceChange[]
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
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly includeNested: boolean
  readonly importExisting?: boolean
  readonly revertDrift?: boolean
  readonly description?: string
  readonly token: string
}

/** CloudFormation stacks. Errors of the service arrive as StageError with the reasons of `Objects`, or `service-refused`. */
export interface Stacks {
  /** Undefined when there is none; the service's "does not exist" is no error. */
  find(nameOrId: string): Promise<Stack | undefined>
  createChangeSet(request: ChangeSetRequest): Promise<{ readonly changeSetId: string; readonly stackId: string }>
  /** All pages of the change set; undefined when it is gone. */
  findChangeSet(stack: string, nameOrId: string): Promise<ChangeSet | undefined>
  executeChangeSet(options: {
    readonly stack: string
    readonly changeSet: string
    readonly token: string
    readonly disableRollback: boolean
  }): Promise<void>
  deleteChangeSet(stack: string, nameOrId: string): Promise<void>
  /** Newest first, until `after` (an event id, exclusive) or the end. */
  events(stackId: string, after?: string): AsyncIterable<StackEvent>
  readTemplate(stack: string): Promise<string>
  /** The physical ids of the stack's resources by logical id. */
  resources(stack: string): Promise<readonly { logicalId: string; physicalId?: string; type: string; status: string }[]>
  delete(stack: string, token: string): Promise<void>
}
