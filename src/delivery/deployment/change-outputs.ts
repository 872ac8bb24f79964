import { defined } from '../../core/run/defined.ts'
import { type ChangeCounts, changeCounts, type FingerprintedPlan, type PlannedChange } from '../plan/plan.ts'
import { planMarkdown, summaryOf } from '../plan/rendering/plan-markdown.ts'
import type { DeployResult } from './deploy-options.ts'

/** What a later step can know of the changes, in the forms that scripts and comments take. */
export interface ChangeOutputs {
  readonly hasChanges: boolean
  readonly changesCount: number
  readonly changes: ChangeCounts
  /** JSON of `changes` (as DescribeChangeSet lists them, without values), `totalChanges`, `truncated`, and the state before the execution. */
  readonly changesSummary: string
  /** `2 replaced, 4 changed, 1 added, 0 removed`. */
  readonly changesText: string
  readonly changesMarkdown: string
}

/** What a deployment that ended well has to say of its changes. @param label environment or other short name, for the Markdown */
export function changeOutputs(
  result: Pick<DeployResult, 'outcome' | 'plan' | 'changes' | 'summary'>,
  label?: string,
): ChangeOutputs {
  const { plan, summary } = result
  return { ...changeData(result), changesMarkdown: withHeading(plan ? planMarkdown(plan, label) : `${summary}\n`) }
}

/** The same of a plan that is not executed yet. @param markdown the plan as it is shown */
export function plannedOutputs(plan: FingerprintedPlan, markdown: string): ChangeOutputs & { fingerprint: string } {
  const result = {
    outcome: 'succeeded',
    plan,
    changes: changeCounts(plan.changes),
    summary: summaryOf(plan.changes),
  } as const
  return { ...changeData(result), changesMarkdown: withHeading(markdown), fingerprint: plan.fingerprint }
}

/** The same without Markdown. */
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

/** Scripts that keep one comment up to date look for these words in it. */
function withHeading(markdown: string): string {
  return `## CloudFormation Change Set\n\n${markdown}`
}

/** More would not fit into an output of a step; `truncated` says so. */
const most = 50

function changesJson(changes: readonly PlannedChange[], state: object): string {
  const shown = changes.slice(0, most).map((change) => ({ Type: 'Resource', ResourceChange: resourceChange(change) }))
  return JSON.stringify(
    { changes: shown, totalChanges: changes.length, truncated: changes.length > most, ...state },
    undefined,
    2,
  )
}

/** What DescribeChangeSet says of a change set that can be executed, and of one without changes. Nothing of an operation that was followed. */
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

/** The members of `ResourceChange` that a plan knows (API reference); the id of a resource in a nested stack has the stack's before it. */
function resourceChange({ effect, resource, type, physicalId, properties, because, former }: PlannedChange) {
  const recreation = effect === 'replace' ? 'Always' : 'Conditionally'
  return {
    Action: actions[effect],
    LogicalResourceId: resource,
    ...defined({ PhysicalResourceId: physicalId }),
    ResourceType: type,
    ...(replacements[effect] === undefined ? {} : { Replacement: replacements[effect] }),
    ...defined({ PolicyAction: former }),
    ...(properties.length === 0 ? {} : { Scope: ['Properties'] }),
    Details: properties.map((Name) => ({
      Target: { Attribute: 'Properties', Name, RequiresRecreation: because.includes(Name) ? recreation : 'Never' },
    })),
  }
}
