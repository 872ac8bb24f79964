import { z } from 'zod'
import { runText } from '../../../core/run/run-identity.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode } from '../../../delivery/retry/transient.ts'
import { driveOf } from '../driving/drive.ts'
import { refused } from '../driving/refusals.ts'
import { unlessBusy } from '../driving/unless-busy.ts'
import { endError } from '../following/end-error.ts'
import { followRun } from '../following/follow-run.ts'
import { stopInputs, stopOutputs } from './members.ts'

/** Stops an execution, and waits until it has stopped. */
export const stopPipeline = defineStage({
  name: 'pipeline stop',
  positional: 'pipeline',
  inputs: z.object(stopInputs),
  outputs: z.object(stopOutputs),

  async run(inputs, context) {
    const { pipeline, execution: id, abandon, reason = `stopped by ${runText(context.run)}` } = inputs
    const { clock, report } = context
    const { pipelines, single, callsPerMinute } = await driveOf(inputs, context)
    const { status } = await pipelines.execution(pipeline, id)
    const name = `execution ${id} of pipeline ${pipeline}`
    if (status === 'Stopped') {
      report({ kind: 'note', closing: true, text: `${name} was stopped before` })
      return { outcome: 'no-changes', execution: id, status }
    }
    await unlessBusy(context, () => pipelines.stop(pipeline, id, abandon, reason.slice(0, 200))).catch((error) => {
      // Somebody asked for the same, or an answer to this call was lost.
      if (refusalCode(error) !== 'DuplicatedStopRequestException') throw refused(error, pipeline)
    })
    const deadline = clock.elapsed() + inputs.timeLimit * 60_000
    const followed = await followRun({ pipeline, id, stoppedByUs: true, deadline }, { single, callsPerMinute, context })
    const { cause } = followed.end
    report({ kind: 'outputs', values: { execution: id, status: followed.view.status } })
    if (cause.kind !== 'stopped') {
      const error = endError(followed)
      if (error !== undefined) throw error
      throw new StageError('pipeline-refused', `${name} had ended before it could stop`, {
        hint: 'nothing was stopped',
      })
    }
    report({ kind: 'note', closing: true, text: `${name} is stopped; nothing of it goes on` })
    return { outcome: 'succeeded', execution: id, status: followed.view.status ?? '' }
  },
})
