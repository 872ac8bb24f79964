import { z } from 'zod'
import { input, meaning, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { driveOf } from '../driving/drive.ts'
import { transitionsInputs, transitionsOutputs } from './members.ts'

/** What the service takes as a reason (API Reference, `DisableStageTransition`). */
const reasonPattern = /^[a-zA-Z0-9!@ ().*?-]{1,300}$/

/** Lets executions into a stage, or keeps them out. */
export const setTransition = defineStage({
  name: 'pipeline transitions',
  positional: 'pipeline',
  inputs: z.object(transitionsInputs),
  outputs: z.object(transitionsOutputs),

  async run(inputs, context) {
    const { pipeline, pipelineStage: stage, transition, reason = '' } = inputs
    if (transition === 'disabled' && !reasonPattern.test(reason))
      throw new StageError('input-invalid', `the reason ${JSON.stringify(reason)} is not one that the service takes`, {
        hint: next`give ${input('reason', meaning('text'))} of 1 to 300 letters, digits, blanks and !@().*?-`,
      })
    const { pipelines } = await driveOf(inputs, context)
    const states = await pipelines.state(pipeline)
    const known = states.find(({ stageName }) => stageName === stage)
    if (known === undefined)
      throw new StageError('input-invalid', `pipeline ${pipeline} has no stage ${stage}`, {
        hint: `it has ${states.map(({ stageName }) => stageName).join(', ')}`,
      })
    const { enabled = true, disabledReason } = known.inboundTransitionState ?? {}
    const closing = (text: string) => context.report({ kind: 'note', closing: true, text })
    // The state that was read may be older than a change by somebody else, so the call is made in any case.
    if (transition === 'enabled') await pipelines.enableTransition(pipeline, stage)
    else await pipelines.disableTransition(pipeline, stage, reason)
    if (enabled === (transition === 'enabled') && (enabled || disabledReason === reason)) {
      closing(`stage ${stage} of pipeline ${pipeline} was ${transition} before`)
      return { outcome: 'no-changes' }
    }
    closing(
      transition === 'enabled'
        ? `executions enter stage ${stage} of pipeline ${pipeline} again`
        : `no execution enters stage ${stage} of pipeline ${pipeline}; what is in it goes on`,
    )
    return { outcome: 'succeeded' }
  },
})
