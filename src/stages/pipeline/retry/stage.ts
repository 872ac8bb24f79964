import { z } from 'zod'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isTransient } from '../../../delivery/retry/transient.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { driveOf } from '../driving/drive.ts'
import { everyPage } from '../driving/every-page.ts'
import { newestExecution } from '../driving/newest-execution.ts'
import { refused } from '../driving/refusals.ts'
import { unlessBusy } from '../driving/unless-busy.ts'
import { untilResumed } from '../driving/until-resumed.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { retryInputs, retryOutputs } from './members.ts'

/** Runs the actions of a stage again that failed, in the same execution, and follows it. */
export const retryPipeline = defineStage({
  name: 'pipeline retry',
  positional: 'pipeline',
  inputs: z.object(retryInputs),
  outputs: z.object(retryOutputs),

  async run(inputs, context) {
    const { pipeline, detach } = inputs
    const { report } = context
    const drive = await driveOf(inputs, context)
    const { pipelines, single } = drive
    const id = inputs.execution ?? (await newestExecution(pipeline, pipelines))
    const runs = async () => (await pipelines.execution(pipeline, id)).status === 'InProgress'
    if (await runs()) {
      report({ kind: 'note', text: `execution ${id} of pipeline ${pipeline} runs already; nothing is retried` })
    } else {
      const stage = inputs.pipelineStage ?? (await failedStage(pipeline, id, pipelines))
      const mode = inputs.allActions ? 'ALL_ACTIONS' : 'FAILED_ACTIONS'
      // A call that was lost may have arrived, and a second one would be refused: the execution tells.
      const once = () =>
        single.retry(pipeline, stage, id, mode).catch(async (error) => {
          if (!isTransient(error) || !(await runs())) throw error
        })
      await unlessBusy(context, once).catch((error) => {
        throw refused(error, pipeline)
      })
      await untilResumed(pipeline, id, pipelines, context)
      report({ kind: 'note', text: `stage ${stage} of execution ${id} runs again`, ...(detach && { closing: true }) })
    }
    if (detach) {
      report({ kind: 'text', text: next`follow it: ${command('pipeline follow', { pipeline, execution: id })}` })
      return { outcome: 'succeeded', execution: id }
    }
    return followToEnd({ pipeline, id }, inputs, drive, context)
  },
})

async function failedStage(pipeline: string, id: string, pipelines: Pipelines): Promise<string> {
  const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
  const rules = await everyPage((page) => pipelines.rules(pipeline, id, page))
  const attempts = [
    ...latestAttempts(actions, ({ actionName }) => actionName),
    ...latestAttempts(rules, ({ ruleName }) => ruleName),
  ]
  const failed = attempts.find(({ status }) => status === 'Failed' || status === 'Abandoned')
  if (failed?.stageName !== undefined) return failed.stageName
  throw new StageError('input-missing', `no stage of execution ${id} of pipeline ${pipeline} has failed`, {
    hint: next`name the one that was stopped: ${input('pipeline-stage', meaning('name'))}`,
  })
}
