import { command, next, type Sentence } from '../../../core/run/next-step.ts'

/** How to go on following an execution. */
export function followAgain({ pipeline, id }: { readonly pipeline: string; readonly id: string }): Sentence {
  return next`follow it: ${command('pipeline follow', { pipeline, execution: id })}`
}
