import type { ActionServices } from '../../../../aws/pipeline-actions/action-services.ts'
import type { ArtifactObjects } from '../../../../aws/pipeline-actions/artifact-objects.ts'
import type { ActionIdentity } from '../../../../aws/pipeline-actions/pipeline-services.ts'
import type { StackOperations } from '../../../../aws/pipeline-actions/stack-operations.ts'
import type { ActionRecord } from '../../machine/records.ts'
import type { Order } from '../../service/perform-work.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import { type InputArtifacts, inputArtifacts } from '../shared/artifact-files.ts'

/** One run of a CloudFormation action, with what it reaches as its role. */
export interface StackAction {
  readonly order: Order
  readonly work: ActionRecord
  readonly identity: ActionIdentity
  readonly stacks: StackOperations
  /** What the service knows of its own requests, whatever the role may read. */
  readonly service: StackOperations
  readonly objects: ArtifactObjects
  readonly artifacts: InputArtifacts
}

/** What is kept over a restart: the operation that was begun, or is about to be. */
export interface Checkpoint {
  readonly step: 'create' | 'update' | 'delete' | 'execute' | 'change-set'
  /** The stack: its ARN, or its name until it has one. */
  readonly stack: string
  /** The ARN of the change set. */
  readonly changeSet?: string
  /** CloudFormation has taken the request. */
  readonly taken?: true
}

/** Makes the tools of an action, and puts them away after its work. */
export async function withStacks<T>(
  services: ActionServices,
  order: Order,
  identity: ActionIdentity,
  use: (action: StackAction) => Promise<T>,
): Promise<T> {
  const stacks = services.stacks(identity)
  const service = services.stacks(identity, 'account')
  const objects = services.objects(identity)
  const work = order.work as ActionRecord
  try {
    return await use({
      order,
      work,
      identity,
      stacks,
      service,
      objects,
      artifacts: inputArtifacts(work.inputs, objects),
    })
  } finally {
    for (const each of [stacks, service, objects]) each.close()
  }
}

export function checkpointOf({ work }: StackAction): Checkpoint | undefined {
  return work.checkpoint === undefined ? undefined : (JSON.parse(work.checkpoint) as Checkpoint)
}

/** Keeps a checkpoint, and shows the stack or the change set that is worked on once it has an ARN. */
export function keep({ order, identity }: StackAction, checkpoint: Checkpoint): void {
  const id = checkpoint.changeSet ?? checkpoint.stack
  const shown = id.startsWith('arn:') && {
    externalExecutionId: id,
    externalExecutionUrl: consoleUrl(identity.region, checkpoint.stack, checkpoint.changeSet),
  }
  order.progress({ checkpoint: JSON.stringify(checkpoint), ...shown })
}

/** Where the console shows a stack, or a change set of it. */
function consoleUrl(region: string, stack: string, changeSet: string | undefined): string {
  const place = `stackId=${encodeURIComponent(stack)}`
  const shown =
    changeSet === undefined
      ? `stackinfo?${place}`
      : `changesets/changes?${place}&changeSetId=${encodeURIComponent(changeSet)}`
  return `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/${shown}`
}

/** A value of the configuration that the mode needs. @throws ActionFailure */
export function required({ work }: Pick<StackAction, 'work'>, key: string): string {
  const value = work.resolvedConfiguration[key]
  if (value !== undefined && value !== '') return value
  throw new ActionFailure('ConfigurationError', `The action needs ${key} with its ActionMode.`)
}
