import { z } from 'zod'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { driveOf } from '../driving/drive.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { followInputs, followOutputs } from './members.ts'

/** Follows an execution until its end, and ends as it ended. */
export const followPipeline = defineStage({
  name: 'pipeline follow',
  positional: 'pipeline',
  inputs: z.object(followInputs),
  outputs: z.object(followOutputs),

  async run(inputs, context) {
    const { pipeline, execution } = inputs
    const drive = await driveOf(inputs, context)
    const id = execution ?? (await newest(pipeline, drive.pipelines))
    if (execution === undefined)
      context.report({ kind: 'note', text: `the newest execution of pipeline ${pipeline} is ${id}` })
    return followToEnd({ pipeline, id }, inputs, drive, context)
  },
})

async function newest(pipeline: string, pipelines: Pipelines): Promise<string> {
  const [first] = (await pipelines.executions(pipeline)).items
  if (first?.pipelineExecutionId === undefined)
    throw new StageError('execution-missing', `pipeline ${pipeline} has no execution`, {
      hint: next`start it: ${command('pipeline start', { pipeline })}`,
    })
  return first.pipelineExecutionId
}
