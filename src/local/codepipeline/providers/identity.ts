import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { declarationOf } from '../machine/machine.ts'
import { arnOf } from '../operations/call.ts'
import type { Order } from '../service/perform-work.ts'

/**
 * As whom an action works: its own role, or the role of the pipeline. A role may belong to another account. Each
 * execution of an action assumes its role anew, so that a right that the pipeline's role lost shows at the next one.
 */
export function identityOf({
  pipeline,
  execution,
  work,
}: Pick<Order, 'pipeline' | 'execution' | 'work'>): ActionIdentity {
  const through = declarationOf(pipeline, execution).roleArn
  const role = work.roleArn ?? through
  const source = arnOf(pipeline, pipeline.name)
  return {
    through,
    source,
    purpose: work.id,
    account: role.split(':')[4] ?? pipeline.account,
    region: work.region ?? pipeline.region,
    role,
  }
}
