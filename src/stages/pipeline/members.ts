import { z } from 'zod'
import type { Outcome } from '../../core/run/outcome.ts'
import { approvalInputs, approvalOutputs } from './approve/members.ts'
import { executionInput, pipelineInput, stageInput } from './driving/pipeline-inputs.ts'
import { followInputs, followOutputs } from './follow/members.ts'
import { listInputs, listOutputs } from './list/members.ts'
import { overrideInputs, overrideOutputs } from './override/members.ts'
import { prepareInputs, prepareOutputs } from './prepare/members.ts'
import { renderInputs, renderOutputs } from './render/members.ts'
import { retryInputs, retryOutputs } from './retry/members.ts'
import { rollbackInputs, rollbackOutputs } from './rollback/members.ts'
import { showInputs, showOutputs } from './show/members.ts'
import { startInputs, startOutputs } from './start/members.ts'
import { stopInputs, stopOutputs } from './stop/members.ts'
import { transitionsInputs, transitionsOutputs } from './transitions/members.ts'
import { validateInputs, validateOutputs } from './validate/members.ts'

/** The inputs of all commands; each takes its own. */
export const commandInputs = z
  .object({
    ...validateInputs,
    ...prepareInputs,
    ...renderInputs,
    ...transitionsInputs,
    ...listInputs,
    ...showInputs,
    ...approvalInputs,
    ...stopInputs,
    ...retryInputs,
    ...rollbackInputs,
    ...overrideInputs,
    ...startInputs,
    ...followInputs,
    execution: executionInput.describe(
      'Id of an execution of the pipeline. Default: the newest one to follow, the one that waits to be approved.',
    ),
    release: z
      .string()
      .describe(
        'Release that is meant: what a pipeline with a variable Release is started with, or what an approval has to be about.',
      ),
    pipelineStage: stageInput.describe('Stage of the pipeline; by default the only one that comes into question.'),
    pipeline: pipelineInput.describe(
      'Name of the pipeline; every command but validate, render, prepare and list needs it.',
    ),
  })
  .partial()

const outcomes = ['succeeded', 'no-changes'] as const satisfies readonly Outcome[]

/** The outputs of all commands; each gives its own. */
export const commandOutputs = z
  .object({
    ...validateOutputs,
    ...prepareOutputs,
    ...renderOutputs,
    ...transitionsOutputs,
    ...listOutputs,
    ...showOutputs,
    ...approvalOutputs,
    ...stopOutputs,
    ...retryOutputs,
    ...rollbackOutputs,
    ...overrideOutputs,
    ...startOutputs,
    ...followOutputs,
  })
  .partial()
  .extend({ outcome: z.enum(outcomes).describe('How the command ended.') })
