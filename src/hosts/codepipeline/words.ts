import { commandWords } from '../../core/run/command-words.ts'
import type { Spelling } from '../../core/run/next-step.ts'

/**
 * The words for readers of an action's log: those of the command line, which the action runs.
 * @param followed whether an attach action of the same stage follows
 */
export function pipelineWords(followed: boolean): Spelling {
  return {
    ...commandWords,
    again: followed ? 'let the next action of the stage run the same command' : 'retry the stage of the pipeline',
    againFromPlan: 'start the pipeline again',
  }
}
