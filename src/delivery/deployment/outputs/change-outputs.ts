import { defined } from '../../../core/run/defined.ts'
import { type ChangeCounts, changeCounts, type FingerprintedPlan, type PlannedChange } from '../../plan/plan.ts'
import { planMarkdown, summaryOf } from '../../plan/rendering/plan-markdown.ts'
import type { DeployResult } from '../deploy-options.ts'

/** The changes as later steps read them, in the forms that scripts and pull request comments need. */
export interface ChangeOutputs {
  readonly hasChanges: boolean
  readonly changesCount: number
  readonly changes: ChangeCounts
  /**
   * JSON with `changes` (as DescribeChangeSet lists them, without values), `totalChanges` and `truncated`, and the
   * state of the change set before its execution.
   */
  readonly changesSummary: string
  /** `2 replaced, 4 changed, 1 added, 0 removed`. */
  readonly changesText: string
  readonly changesMarkdown: string
}

/**
 * The changes of a successful deployment, for outputs.
 * @param label environment or other short name, for the Markdown
 */
export function changeOutputs(
  result: Pick<DeployResult, 'outcome' | 'plan' | 'review' | 'changes' | 'summary'>,
  label?: string,
): ChangeOutputs {
  const { plan, review, summary } = result
  return {
    ...changeData(result),
    changesMarkdown: withHeading(plan ? planMarkdown(plan, { label, review }) : `${summary}\n`),
  }
}

/**
 * The changes of a plan that is not executed yet, for outputs.
 * @param markdown the plan as it is shown
 */
export function plannedOutputs(plan: FingerprintedPlan, markdown: string): ChangeOutputs & { fingerprint: string } {
  const result = {
    outcome: 'succeeded',
    plan,
    changes: changeCounts(plan.changes),
    summary: summaryOf(plan.changes),
  } as const
  return { ...changeData(result), changesMarkdown: withHeading(markdown), fingerprint: plan.fingerprint }
}

/** The changes of a deployment or plan, without the Markdown. */
export function changeData(
  result: Pick<DeployResult, 'outcome' | 'plan' | 'changes' | 'summary'>,
): Omit<ChangeOutputs, 'changesMarkdown'> {
  const { outcome, plan, changes, summary } = result
  return {
    hasChanges: outcome !== 'no-changes',
    changesCount: plan?.changes.length ?? 0,
    changes,
    changesSummary: changesJson(plan?.changes ?? [], stateOf(result)),
    changesText: summary,
  }
}

/** Scripts that keep one comment up to date find the comment by this heading. */
function withHeading(markdown: string): string {
  return `## CloudFormation Change Set\n\n${markdown}`
}

/** A step output has room for this many changes; `truncated` is true when there are more. */
const most = 50

function changesJson(changes: readonly PlannedChange[], state: object): string {
  const shown = changes.slice(0, most).map((change) => ({ Type: 'Resource', ResourceChange: resourceChange(change) }))
  return JSON.stringify(
    { changes: shown, totalChanges: changes.length, truncated: changes.length > most, ...state },
    undefined,
    2,
  )
}

/**
 * The states that DescribeChangeSet gives: ready to execute, or without changes. Empty after following an operation of
 * another run.
 */
function stateOf({ outcome, plan }: Pick<DeployResult, 'outcome' | 'plan'>): object {
  if (plan !== undefined) return { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }
  return outcome === 'no-changes' ? { status: 'FAILED', executionStatus: 'UNAVAILABLE' } : {}
}

const actions: Readonly<Record<PlannedChange['effect'], string>> = {
  add: 'Add',
  modify: 'Modify',
  replace: 'Modify',
  'may-replace': 'Modify',
  remove: 'Remove',
  import: 'Import',
  revert: 'SyncWithActual',
  unknown: 'Dynamic',
}

const replacements: Readonly<Partial<Record<PlannedChange['effect'], string>>> = {
  modify: 'False',
  replace: 'True',
  'may-replace': 'Conditional',
}

/**
 * The members of `ResourceChange` that a plan knows (CloudFormation API reference, ResourceChange).
 * The logical id of a resource in a nested stack starts with the id of that stack.
 */
function resourceChange({ effect, resource, type, physicalId, properties, because, former }: PlannedChange) {
  const recreation = effect === 'replace' ? 'Always' : 'Conditionally'
  return {
    Action: actions[effect],
    LogicalResourceId: resource,
    ...defined({ PhysicalResourceId: physicalId }),
    ResourceType: type,
    ...defined({
      Replacement: replacements[effect],
      PolicyAction: former,
      Scope: properties.length === 0 ? undefined : ['Properties'],
    }),
    Details: properties.map((Name) => ({
      Target: { Attribute: 'Properties', Name, RequiresRecreation: because.includes(Name) ? recreation : 'Never' },
    })),
  }
}
