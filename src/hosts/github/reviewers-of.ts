import type { Context } from '../../core/run/context.ts'

/**
 * What the host knows of who approved: the reviewers of the run for the environment that the job is about. Left out
 * without a token, or outside a run.
 */
export function reviewersOf(
  { forge, report }: Pick<Context, 'forge' | 'report'>,
  { GITHUB_RUN_ID = '', GITHUB_RUN_ATTEMPT = '1' }: NodeJS.ProcessEnv,
  environment: string | undefined,
): Pick<Context, 'approver'> {
  if (forge === undefined || environment === undefined || !/^\d+$/.test(GITHUB_RUN_ID)) return {}
  const run = { run: Number(GITHUB_RUN_ID), attempt: Number(GITHUB_RUN_ATTEMPT), environment }
  return {
    approver: async () => {
      const { findReviewer } = await import('./reviewers/find-reviewer.ts')
      return findReviewer(await forge(), run, report)
    },
  }
}
