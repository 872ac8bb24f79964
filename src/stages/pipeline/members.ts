import { z } from 'zod'
import type { Outcome } from '../../core/run/outcome.ts'
import { pipelineInput } from './driving/pipeline-inputs.ts'
import { listInputs, listOutputs } from './list/members.ts'
import { showInputs, showOutputs } from './show/members.ts'
import { validateInputs, validateOutputs } from './validate/members.ts'

/** The inputs of all commands; each takes its own. */
export const commandInputs = z
  .object({
    ...validateInputs,
    ...listInputs,
    ...showInputs,
    pipeline: pipelineInput.describe('Name of the pipeline; every command but validate and list needs it.'),
  })
  .partial()

const outcomes = ['succeeded'] as const satisfies readonly Outcome[]

/** The outputs of all commands; each gives its own. */
export const commandOutputs = z
  .object({ ...validateOutputs, ...listOutputs, ...showOutputs })
  .partial()
  .extend({ outcome: z.enum(outcomes).describe('How the command ended.') })
