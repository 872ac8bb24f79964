import { z } from 'zod'
import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { actOnce } from '../driving/act-once.ts'
import { driveOf } from '../driving/drive.ts'
import { newestExecution } from '../driving/newest-execution.ts'
import { refused } from '../driving/refusals.ts'
import { untilResumed } from '../driving/until-resumed.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { retryInputs, retryOutputs } from './members.ts'
import { retryMode } from './retry-mode.ts'

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
      const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
      const stage = inputs.pipelineStage ?? (await failedStage(pipeline, id, actions, pipelines))
      const needed = retryMode(stage, actions)
      if (needed === 'ALL_ACTIONS' && !inputs.allActions)
        report({ kind: 'note', text: `all actions of stage ${stage} run again: the change set was used up` })
      const mode = inputs.allActions ? 'ALL_ACTIONS' : needed
      const retry = () => single.retry(pipeline, stage, id, mode).then(() => true)
      const goesOn = async () => ((await runs()) ? true : undefined)
      await actOnce(retry, goesOn, context).catch((error) => {
        throw refused(error, pipeline)
      })
      const resumed = await untilResumed(pipeline, id, pipelines, context)
      const text = resumed
        ? `stage ${stage} of execution ${id} runs again`
        : `the service took the retry of stage ${stage}, and does not show yet that execution ${id} goes on`
      report({ kind: 'note', text, ...(detach && { closing: true }) })
    }
    if (detach) {
      report({ kind: 'text', text: next`follow it: ${command('pipeline follow', { pipeline, execution: id })}` })
      return { outcome: 'succeeded', execution: id }
    }
    return followToEnd({ pipeline, id }, inputs, drive, context)
  },
})

async function failedStage(
  pipeline: string,
  id: string,
  actions: readonly ActionDetail[],
  pipelines: Pipelines,
): Promise<string> {
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
