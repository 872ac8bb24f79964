import { z } from 'zod'
import { networkInputs } from '../../../core/inputs/network-inputs.ts'
import { environmentInput, targetInputs } from '../../../delivery/environment/target-inputs.ts'

const { application: _, ...target } = targetInputs

/** Inputs of every command that calls the service. */
export const serviceInputs = { environment: environmentInput, ...target, ...networkInputs } as const

/** Names of pipelines, stages and actions (API Reference, `PipelineName`, `StageName`, `ActionName`). */
const name = z.string().regex(/^[A-Za-z0-9.@_-]{1,100}$/, {
  error: 'expected 1 to 100 letters, digits, dots, hyphens, underscores and signs @',
})

/** Ids of executions and tokens of approvals (API Reference, `PipelineExecutionId`, `ApprovalToken`). */
export const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const id = z.string().regex(idPattern, { error: 'expected an id such as 3f2a0c1e-5b7d-4c1a-9e60-0d2f8a4b6c11' })

/** The pipeline that a command is about. */
export const pipelineInput = name.describe('Name of the pipeline.')

/** A stage of the pipeline. The root action has an input `stage` of its own. */
export const stageInput = name.describe('Stage of the pipeline.')

/** An action of the pipeline. */
export const actionInput = name.describe('Action of the pipeline.')

/** An execution of the pipeline. */
export const executionInput = id.describe('Id of an execution of the pipeline.')

/** The token of an approval, which is the id of the execution of its action. */
export const tokenInput = id.describe('Token of an approval.')
