import { z } from 'zod'
import { defineStage } from '../../../core/run/stage.ts'
import { driveOf } from '../driving/drive.ts'
import { newestExecution } from '../driving/newest-execution.ts'
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
    const id = execution ?? (await newestExecution(pipeline, drive.pipelines))
    if (execution === undefined)
      context.report({ kind: 'note', text: `the newest execution of pipeline ${pipeline} is ${id}` })
    return followToEnd({ pipeline, id }, inputs, drive, context)
  },
})
