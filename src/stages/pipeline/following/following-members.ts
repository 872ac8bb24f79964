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
  until: z
    .enum(['end', 'approval'])
    .default('end')
    .describe('How long to follow: to the end, or at most until an approval waits, which is a success too.'),
} as const

/** Outputs of every command that follows an execution. */
export const followingOutputs = {
  outcome: z
    .enum(['succeeded', 'no-changes'])
    .describe(
      'The execution succeeded, or waits for an approval that was asked for; no-changes if every stage of Liftlock in it found none.',
    ),
  execution: z.string().optional().describe('Id of the execution.'),
  status: z.string().optional().describe('Status of the execution, in the words of the service.'),
  actions: z.unknown().optional().describe('All attempts of all actions of the execution, newest first, as JSON.'),
  token: z.string().optional().describe('Token of the approval; of a followed execution only while it waits.'),
  release: z.string().optional().describe('Release that the approval is about, if it names one.'),
  plan: z.string().optional().describe('Fingerprint of the plan that the approval is about, if it names one.'),
} as const
