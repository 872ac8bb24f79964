import { z } from 'zod'
import { networkInputs } from '../../../core/inputs/network-inputs.ts'
import { environmentInput, targetInputs } from '../../../delivery/environment/target-inputs.ts'

const { application: _, ...target } = targetInputs

/** Inputs of every command that calls the service. */
export const serviceInputs = { environment: environmentInput, ...target, ...networkInputs } as const

/** The pipeline that a command is about. */
export const pipelineInput = z.string().describe('Name of the pipeline.')

/** A stage of the pipeline. The root action has an input `stage` of its own. */
export const stageInput = z.string().describe('Stage of the pipeline.')

/** An execution of the pipeline. */
export const executionInput = z.string().describe('Id of an execution of the pipeline.')
