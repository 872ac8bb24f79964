import { z } from 'zod'
import { defineStage } from '../../../core/run/stage.ts'
import { decide } from './decide.ts'
import { approvalInputs, approvalOutputs } from './members.ts'

/** Approves what an execution waits for. */
export const approvePipeline = defineStage({
  name: 'pipeline approve',
  positional: 'pipeline',
  inputs: z.object(approvalInputs),
  outputs: z.object(approvalOutputs),

  run: (inputs, context) => decide(inputs, 'Approved', context),
})
