import type { Branches, BranchRules } from '../core/ports/forge/repository.ts'
import type { Calls } from './calls/calls.ts'

const branchRoute = 'GET /repos/{owner}/{repo}/branches/{branch}'
const mostRules = 500

/** One rule of a ruleset, as far as it matters here. */
interface Rule {
  readonly type: string
  readonly parameters?: { readonly required_status_checks?: readonly { readonly context: string }[] }
}

export function branchesOf(calls: Calls): Branches {
  return {
    find: (branch) =>
      calls.find({ to: `read branch ${branch}`, route: branchRoute, given: { branch } }, ({ name, commit }) => ({
        name,
        commit: commit.sha,
      })),
    async rules(branch) {
      const classic = await calls.ask(
        { to: `read branch ${branch}`, route: branchRoute, given: { branch } },
        ({ protected: guarded, protection }) => ({
          guarded,
          checks: protection?.required_status_checks?.contexts ?? [],
        }),
      )
      const rules = await calls.list(
        {
          to: `read the rules of branch ${branch}`,
          route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
          given: { branch },
        },
        { items: (data) => data as readonly Rule[], most: mostRules },
      )
      return rulesOf(classic, rules)
    },
  }
}

/** A branch that is protected without a ruleset has a classic protection, whose details only administrators see. */
function rulesOf(classic: { guarded: boolean; checks: readonly string[] }, rules: readonly Rule[]): BranchRules {
  const unseen = classic.guarded && rules.length === 0
  const has = (type: string) => rules.some((rule) => rule.type === type) || (unseen ? undefined : false)
  const checks = rules
    .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
    .map(({ context }) => context)
  return {
    protected: classic.guarded || rules.length > 0,
    needsPullRequest: has('pull_request'),
    requiredChecks: [...new Set([...classic.checks, ...checks])].sort(),
    needsSignatures: has('required_signatures'),
    needsLinearHistory: has('required_linear_history'),
  }
}
