import { outputsOf, succeed } from '../../test/support/command-line.ts'
import { inOrder } from '../../test/support/missing-rights.ts'
import { pipelineDelivery } from '../../test/support/pipeline-delivery.ts'
import { type Delivery, type ProvenRight, proveRights } from '../../test/support/prove-rights.ts'
import type { Rehearsal } from '../../test/support/rehearsal.ts'
import { pipelineName } from '../../test/support/rehearsed-accounts.ts'
import { decisions, type Right } from '../../test/support/rendered-rights.ts'
import { withhold } from '../../test/support/withheld-rights.ts'

interface Brought {
  readonly bundle: string
  readonly release: string
}

/** Rights of the roles of actions and of the pipeline, by one delivery to empty accounts. */
export async function proveByPipeline(
  rehearsal: Rehearsal,
  rights: readonly Right[],
  brought: Brought,
  tell: (proven: ProvenRight) => void,
): Promise<void> {
  const withheld = await withhold(rehearsal.local, inOrder(rights))
  try {
    await proveRights(withheld, deliveryOf(rehearsal, brought), tell)
  } finally {
    await withheld.end()
  }
}

function deliveryOf({ clients, local, drive }: Rehearsal, { bundle, release }: Brought): Delivery {
  return pipelineDelivery({
    codepipeline: clients('pipeline').codepipeline,
    pipelineName,
    decisions: () => decisions(local),
    start: async () =>
      outputsOf(await succeed(drive('starter', 'start', pipelineName, '--bundle', bundle, '--detach'))).execution,
    // A question whose message cannot be sent ends at once, while it is answered.
    answer: async (execution) =>
      void (await drive('approver', 'approve', pipelineName, '--execution', execution, '--release', release)),
  })
}
