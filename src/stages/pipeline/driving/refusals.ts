import { command, joined, next, type Text } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode, refusalText } from '../../../delivery/retry/transient.ts'

/** What the refusals of calls that change executions mean, each with the next step. */
const meanings: Readonly<Record<string, string>> = {
  NotLatestPipelineExecutionException: 'a newer execution has entered the stage since; start instead',
  StageNotRetryableException:
    'the stage cannot be retried: it did not fail, or the pipeline was changed since; start instead',
  UnableToRollbackStageException:
    'an execution is in the stage, or the execution to go back to did not succeed in it; wait, or choose another',
  PipelineExecutionOutdatedException: 'the pipeline was changed since that execution; start its revisions again',
  ConditionNotOverridableException:
    'the condition neither waits nor failed, or its result is SKIP; nothing was overridden',
  PipelineExecutionNotStoppableException: 'the execution has ended, or does not exist',
  ConcurrentPipelineExecutionsLimitExceededException: 'too many executions run; wait until some have ended',
  ConflictException: 'the pipeline stays busy with another call; try again',
}

/** A definite refusal in our words; any other error stays as it is. */
export function refused(error: unknown, pipeline: string): unknown {
  const meaning = meanings[refusalCode(error) ?? '']
  if (meaning === undefined) return error
  const look: Text = next`look at what runs: ${command('pipeline show', { pipeline })}`
  return new StageError('pipeline-refused', `pipeline ${pipeline}: ${refusalText(error)}`, {
    hint: joined([meaning, look], '; ')!,
    cause: error,
  })
}
