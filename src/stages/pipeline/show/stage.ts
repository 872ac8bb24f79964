import { z } from 'zod'
import { everyPage } from '../../../core/pacing/every-page.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { shortArn, triggerText } from '../../../pipeline/execution/execution-words.ts'
import { driveOf } from '../driving/drive.ts'
import { alignedRows, timeText } from '../driving/rows.ts'
import { showInputs, showOutputs } from './members.ts'
import { renderStage } from './render-stage.ts'
import { shownStages } from './shown-stage.ts'

/** Shows what runs in each stage of a pipeline, or what the actions of one execution did. */
export const showPipeline = defineStage({
  name: 'pipeline show',
  positional: 'pipeline',
  inputs: z.object(showInputs),
  outputs: z.object(showOutputs),

  async run(inputs, context) {
    const { pipeline, execution: id } = inputs
    const { pipelines } = await driveOf(inputs, context)
    if (id === undefined) {
      const stages = await shownStages(pipelines, pipeline)
      context.report({ kind: 'text', text: stages.map(renderStage).join('\n') })
      context.report({ kind: 'note', closing: true, text: `${pipeline}: ${countOf(stages.length, 'stage')}` })
      return { outcome: 'succeeded', stages }
    }
    const execution = await pipelines.execution(pipeline, id)
    const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
    const rows = [...actions].reverse().map(({ stageName = '', actionName = '', status = '', ...more }) => {
      const { errorDetails, externalExecutionSummary } = more.output?.executionResult ?? {}
      const said = errorDetails?.message ?? externalExecutionSummary ?? ''
      const by = more.updatedBy?.startsWith('arn:') ? `by ${shortArn(more.updatedBy)}` : ''
      const last = [by, said].filter((text) => text !== '').join(': ')
      return [`${stageName}/${actionName}`, status, timeText(more.startTime), timeText(more.lastUpdateTime), last]
    })
    if (rows.length > 0) context.report({ kind: 'text', text: alignedRows(rows) })
    const { status = '', statusSummary, trigger } = execution
    const why = statusSummary === undefined ? '' : ` (${statusSummary})`
    context.report({ kind: 'note', closing: true, text: `${id}: ${status}${why}, ${triggerText(trigger)}` })
    return { outcome: 'succeeded', status, actions }
  },
})
