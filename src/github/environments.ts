import type { Environment, Environments } from '../core/ports/forge/workflow-runs.ts'
import type { Calls, Data } from './calls/calls.ts'

const oneRoute = 'GET /repos/{owner}/{repo}/environments/{environment_name}'

export function environmentsOf(calls: Calls): Environments {
  return {
    find: (name) =>
      calls.find({ to: `read environment ${name}`, route: oneRoute, given: { environment_name: name } }, environmentOf),
    list: () =>
      calls.list(
        { to: 'list the environments', route: 'GET /repos/{owner}/{repo}/environments', given: {} },
        { items: (data) => (data.environments ?? []).map(environmentOf), most: 1000 },
      ),
  }
}

/** The parts of a protection rule that its kinds have. */
interface Rule {
  readonly type: string
  readonly wait_timer?: number
  readonly prevent_self_review?: boolean
  readonly reviewers?: readonly Reviewer[]
}

/** A user or a team, as rules and waiting runs name them. */
export interface Reviewer {
  readonly type?: string
  readonly reviewer?: { readonly login?: string; readonly slug?: string }
}

function environmentOf(data: Data<typeof oneRoute>): Environment {
  const rules = (data.protection_rules ?? []) as readonly Rule[]
  const review = rules.find(({ type }) => type === 'required_reviewers')
  const policy = data.deployment_branch_policy
  const bypass = (data as { can_admins_bypass?: boolean }).can_admins_bypass
  return {
    name: data.name,
    url: data.html_url,
    reviewers: (review?.reviewers ?? []).flatMap(reviewerOf),
    preventsSelfReview: review?.prevent_self_review ?? false,
    waitMinutes: rules.find(({ type }) => type === 'wait_timer')?.wait_timer ?? 0,
    branches: policy == null ? 'all' : policy.protected_branches ? 'protected' : 'chosen',
    adminsMayBypass: bypass ?? true,
  }
}

export function reviewerOf({ type, reviewer }: Reviewer): Environment['reviewers'] {
  if (type === 'Team') return [{ kind: 'team', name: reviewer?.slug ?? '' }]
  return reviewer?.login === undefined ? [] : [{ kind: 'user', name: reviewer.login }]
}
