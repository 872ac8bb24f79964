import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { unlessBusy } from '../driving/unless-busy.ts'

/** Why nothing enters while an update waits. People see it, and a later run knows its own closing by this text. */
const ownReason = 'liftlock updates the pipeline when nothing runs'

/** The way from the sources into the pipeline: the transition into its second stage. */
export interface Entrance {
  /** Name of the first stage. */
  readonly sources: string
  /** Lets executions in again, unless somebody else keeps them out. */
  open(): Promise<void>
}

/**
 * Keeps executions before the second stage. Whoever keeps them out already goes on doing so.
 * @returns undefined for a pipeline without a second stage
 */
export async function closeEntrance(
  pipeline: string,
  pipelines: Pipelines,
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<Entrance | undefined> {
  const [first, second] = await pipelines.state(pipeline)
  if (first?.stageName === undefined || second?.stageName === undefined) return undefined
  const { enabled = true, disabledReason } = second.inboundTransitionState ?? {}
  const { stageName: stage } = second
  const isOurs = enabled || disabledReason === ownReason
  if (isOurs) await unlessBusy(context, () => pipelines.disableTransition(pipeline, stage, ownReason))
  return {
    sources: first.stageName,
    open: async () => {
      if (isOurs) await unlessBusy(context, () => pipelines.enableTransition(pipeline, stage))
    },
  }
}

/** Opens what an interrupted run of ours left closed. @returns whether it was closed */
export async function reopenEntrance(
  pipeline: string,
  pipelines: Pipelines,
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<boolean> {
  const [, second] = await pipelines.state(pipeline)
  const { enabled = true, disabledReason } = second?.inboundTransitionState ?? {}
  if (enabled || disabledReason !== ownReason || second?.stageName === undefined) return false
  const { stageName } = second
  await unlessBusy(context, () => pipelines.enableTransition(pipeline, stageName))
  return true
}
