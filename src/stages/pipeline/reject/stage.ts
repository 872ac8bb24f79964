import { z } from 'zod'
import { defineStage } from '../../../core/run/stage.ts'
import { decide } from '../approve/decide.ts'
import { approvalInputs, approvalOutputs } from '../approve/members.ts'

/** Rejects what an execution waits for. */
export const rejectPipeline = defineStage({
  name: 'pipeline reject',
  positional: 'pipeline',
  inputs: z.object(approvalInputs),
  outputs: z.object(approvalOutputs),

  run: (inputs, context) => decide(inputs, 'Rejected', context),
})
