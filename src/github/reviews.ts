import { ForgeError, isForgeFailure } from '../core/forge/forge-error.ts'
import type { PendingReview, WorkflowRuns } from '../core/ports/forge/workflow-runs.ts'
import type { Calls } from './calls/calls.ts'
import { type Reviewer, reviewerOf } from './environments.ts'

const pendingRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments'

export function reviewsOf(calls: Calls): Pick<WorkflowRuns, 'reviews' | 'pendingReviews' | 'review'> {
  const pendingReviews = (run: number) =>
    calls.ask(
      { to: `read what run ${run} waits for`, route: pendingRoute, given: { run_id: run } },
      (data): readonly PendingReview[] =>
        data.map(({ environment, current_user_can_approve: mayAnswer, reviewers }) => ({
          environment: { id: Number(environment.id ?? 0), name: environment.name ?? '' },
          mayAnswer,
          reviewers: (reviewers as readonly Reviewer[]).flatMap(reviewerOf),
        })),
    )
  return {
    reviews: (run) =>
      calls.ask(
        {
          to: `read the approvals of run ${run}`,
          route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
          given: { run_id: run },
        },
        (data) =>
          data.map(({ state, user, comment, environments }) => ({
            state,
            user: user.login,
            comment,
            environments: environments.map(({ name }) => name ?? ''),
          })),
      ),
    pendingReviews,
    async review(run, { environments, state, comment }) {
      // After a disturbed call, a run that waits no longer for them has the answer.
      const answered = async () => ((await waits(environments, pendingReviews(run))) ? undefined : true)
      if (await answered()) throw noLonger(run)
      await calls
        .ask(
          {
            to: `answer run ${run}`,
            route: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments',
            given: { run_id: run, environment_ids: [...environments], state, comment },
          },
          () => true as const,
          { lookUp: answered },
        )
        .catch(async (error: unknown) => {
          if (isForgeFailure(error, 'validation') && (await answered())) throw noLonger(run)
          throw error
        })
    },
  }
}

async function waits(environments: readonly number[], pending: Promise<readonly PendingReview[]>): Promise<boolean> {
  const waiting = (await pending).map(({ environment }) => environment.id)
  return environments.every((id) => waiting.includes(id))
}

function noLonger(run: number): ForgeError {
  return new ForgeError('conflict', `run ${run} does not wait for an answer of this environment`, {
    hint: 'look at the run: somebody answered, or it ended',
  })
}
