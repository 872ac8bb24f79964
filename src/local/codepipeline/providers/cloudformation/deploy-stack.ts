import type { ActionServices } from '../../../../aws/pipeline-actions/action-services.ts'
import type { ActionIdentity } from '../../../../aws/pipeline-actions/pipeline-services.ts'
import { own } from '../../../../core/run/own.ts'
import type { Settlement } from '../../machine/settle.ts'
import type { Order } from '../../service/perform-work.ts'
import { ActionFailure, settling } from '../shared/action-failure.ts'
import { executeChangeSet, replaceChangeSet } from './change-set-modes.ts'
import { type StackAction, withStacks } from './stack-action.ts'
import { createOrUpdate, deleteOnly, replaceOnFailure } from './stack-modes.ts'

const modes: Readonly<Record<string, (action: StackAction) => Promise<Settlement>>> = {
  CREATE_UPDATE: createOrUpdate,
  DELETE_ONLY: deleteOnly,
  REPLACE_ON_FAILURE: replaceOnFailure,
  CHANGE_SET_REPLACE: replaceChangeSet,
  CHANGE_SET_EXECUTE: executeChangeSet,
}

/**
 * The action CloudFormation, in its five modes (CodePipeline User Guide, "CloudFormation deploy action reference").
 * Whoever abandons it lets CloudFormation go on.
 */
export async function deployStack(
  services: ActionServices,
  order: Order,
  identity: ActionIdentity,
): Promise<Settlement | undefined> {
  return await settling('AmazonCloudFormation', async () => {
    const { ActionMode = '' } = order.work.resolvedConfiguration
    const perform = own(modes, ActionMode)
    if (perform !== undefined) return await withStacks(services, order, identity, perform)
    const known = Object.keys(modes).join(', ')
    throw new ActionFailure('ConfigurationError', `ActionMode is ${JSON.stringify(ActionMode)}, and none of ${known}.`)
  })
}
