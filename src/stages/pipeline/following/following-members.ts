import { z } from 'zod'
import { count } from '../../../core/inputs/kinds.ts'

/** Inputs of every command that follows an execution. */
export const followingInputs = {
  timeLimit: count(1, 10_080)
    .default(60)
    .describe('Minutes to follow the execution; it goes on after that, and a second run attaches to it.'),
  onCancel: z
    .enum(['detach', 'stop', 'abandon'])
    .default('detach')
    .describe(
      'What an interruption does to the execution: nothing, stop it after its running actions, or abandon these too.',
    ),
} as const

/** Outputs of every command that follows an execution. */
export const followingOutputs = {
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe('The execution succeeded; no-changes if every stage of Liftlock in it found none.'),
  execution: z.string().optional().describe('Id of the execution.'),
  status: z.string().optional().describe('Status of the execution, in the words of the service.'),
  actions: z.unknown().optional().describe('All attempts of all actions of the execution, newest first, as JSON.'),
} as const
