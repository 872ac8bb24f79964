import { z } from 'zod'
import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ExecutionSummary, PipelineSummary } from '../../../core/ports/pipeline-shapes.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { revisionsText, triggerText } from '../../../pipeline/execution/execution-words.ts'
import { driveOf } from '../driving/drive.ts'
import { alignedRows, timeText } from '../driving/rows.ts'
import { shownStatus } from '../driving/shown-status.ts'
import { listInputs, listOutputs } from './members.ts'

/** Lists the pipelines of an account and region, or the executions of one of them. */
export const listPipelines = defineStage({
  name: 'pipeline list',
  positional: 'pipeline',
  inputs: z.object(listInputs),
  outputs: z.object(listOutputs),

  async run(inputs, context) {
    const { pipeline, most } = inputs
    const { pipelines, region } = await driveOf(inputs, context)
    const closing = (text: string) => context.report({ kind: 'note', closing: true, text })
    if (pipeline === undefined) {
      const found = await everyPage((page) => pipelines.list(page))
      if (found.length > 0) context.report({ kind: 'text', text: alignedRows(found.map(pipelineRow)) })
      closing(`${countOf(found.length, 'pipeline')} in ${region}`)
      return { outcome: 'succeeded', count: found.length, listed: found }
    }
    const read = await everyPage(
      (page) => pipelines.executions(pipeline, undefined, page),
      ({ length }) => length >= most,
    )
    const found = read.slice(0, most)
    const rows = await Promise.all(
      found.map(async (execution) =>
        executionRow(execution, await shownStatus(execution, execution.status ?? '', pipeline, pipelines)),
      ),
    )
    if (found.length > 0) context.report({ kind: 'text', text: alignedRows(rows) })
    closing(`${countOf(found.length, 'execution')} of ${pipeline}`)
    return { outcome: 'succeeded', count: found.length, listed: found }
  },
})

function pipelineRow({ name = '', version, pipelineType = '', executionMode = '', updated }: PipelineSummary) {
  return [name, `version ${version ?? '?'}`, pipelineType, executionMode, timeText(updated)]
}

function executionRow({ pipelineExecutionId = '', startTime, ...more }: ExecutionSummary, status: string) {
  return [
    pipelineExecutionId,
    status,
    timeText(startTime),
    triggerText(more.trigger),
    [revisionsText(more.sourceRevisions), more.stopTrigger?.reason ?? more.statusSummary ?? '']
      .filter((text) => text !== '')
      .join('; '),
  ]
}
