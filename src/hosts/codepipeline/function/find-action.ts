import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { JobPlace } from '../../../core/ports/jobs.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { type Patience, tellPatiently } from '../jobs/tell-patiently.ts'
import type { FunctionJob, FunctionRequest } from './function-job.ts'

/** Reads may be older than the job. */
const waiting = { first: 1000, longest: 5000, limit: 30_000 }

/** What finds it: its patience ends when the share of the invocation is over. */
export interface FindingWorld extends Patience {
  readonly signal: AbortSignal
}

/**
 * The action that a job of a function is for. A job does not name its execution, and `UserParameters` may name any: so
 * the execution has to have an action in progress with this function and these very parameters.
 * @throws StageError `job-refused` when it has none, or several; the errors of the calls
 */
export async function findAction(
  { pipeline, execution }: Pick<FunctionRequest, 'pipeline' | 'execution'>,
  { functionName, userParameters }: Pick<FunctionJob, 'functionName' | 'userParameters'>,
  pipelines: Pick<Pipelines, 'actions'>,
  world: FindingWorld,
): Promise<JobPlace> {
  const isMeant = ({ status, input }: ActionDetail) => {
    const { FunctionName, UserParameters } = input?.resolvedConfiguration ?? {}
    return status === 'InProgress' && FunctionName === functionName && UserParameters === userParameters
  }
  const found = await poll(world, waiting, async () => {
    const listed = await tellPatiently(world, () => everyPage((page) => pipelines.actions(pipeline, execution, page)))
    const meant = listed.filter(isMeant)
    return meant.length > 0 ? meant : undefined
  })
  const [action] = found ?? []
  if (found?.length === 1)
    return {
      pipeline,
      execution,
      stage: action!.stageName ?? '',
      action: action!.actionName ?? '',
      actionExecution: action!.actionExecutionId ?? '',
    }
  const what = found === undefined ? 'no action' : 'several actions'
  throw new StageError(
    'job-refused',
    `execution ${execution} of pipeline ${pipeline} has ${what} in progress with these UserParameters of ${functionName}`,
    {
      hint: 'name the own execution, as #{codepipeline.PipelineExecutionId}, and give each action parameters of its own',
    },
  )
}
