import type { ChangeSet, ResourceChange } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { own } from '../../core/run/own.ts'
import { digestOf } from '../digest.ts'
import type { Template, TemplateResource } from '../template/template.ts'
import type { FingerprintedPlan, Plan, PlannedChange } from './plan.ts'
import { type Replacement, replacementOf } from './replacement.ts'
import { risksOf } from './risk/risks.ts'
import { withoutStableReferences } from './stable-references.ts'

/** A change set with its template before and after, and the same for its nested stacks. */
export interface ChangeTree {
  readonly changeSet: Pick<ChangeSet, 'changes'>
  readonly before: Template | undefined
  readonly after: Template | undefined
  /** The new template as macros expanded it; undefined when the stack uses no macros. */
  readonly processed?: Template | undefined
  /** The deployed template as macros expanded it; undefined when it uses none, or cannot be read so. */
  readonly processedBefore?: Template | undefined
  /** The changes with the values that the service gives, to show them; undefined when it gives none. */
  readonly valued?: readonly ResourceChange[] | undefined
  /** By logical id of the nested stack. */
  readonly nested: ReadonlyMap<string, ChangeTree>
}

/** The changes of a stack and of its nested stacks, each with its risks, sorted by resource. */
export function plannedChanges(tree: ChangeTree, newStack: boolean, prefix = ''): PlannedChange[] {
  const pairOf = ({ logicalId }: ResourceChange) => ({
    before: tree.before && own(tree.before.Resources, logicalId),
    after: tree.after && own(tree.after.Resources, logicalId),
  })
  const kindOf = (change: ResourceChange) => {
    const { before, after } = pairOf(change)
    return replacementOf(change, before, after)
  }
  const { changes } = tree.changeSet
  const effective = withoutStableReferences(changes, (change) => kindOf(change).kind !== 'never')
  const changed = changes.map((change, index) => {
    const { properties } = kindOf(change)
    return plannedChange(change, { ...kindOf(effective[index]!), properties }, { ...pairOf(change), newStack }, prefix)
  })
  const nested = [...tree.nested].flatMap(([id, inner]) =>
    plannedChanges(inner, newStack || !(tree.before && Object.hasOwn(tree.before.Resources, id)), `${prefix}${id}/`),
  )
  return [...changed, ...nested].sort((a, b) => (a.resource < b.resource ? -1 : 1))
}

/**
 * Fingerprints a plan by the digest of its canonical form. The order in which CloudFormation lists changes does not
 * matter.
 */
export function fingerprinted(plan: Plan): FingerprintedPlan {
  const changes = plan.changes.map(({ physicalId: _, ...change }) => change)
  const sorted = {
    ...plan,
    changes,
    capabilities: [...plan.capabilities].sort(),
    parameters: [...plan.parameters].sort(),
    ...defined({ notificationArns: plan.notificationArns && [...plan.notificationArns].sort() }),
  }
  return { ...plan, fingerprint: digestOf(sorted) }
}

function plannedChange(
  change: ResourceChange,
  replacement: Replacement,
  pair: { before: TemplateResource | undefined; after: TemplateResource | undefined; newStack: boolean },
  prefix: string,
): PlannedChange {
  const modified = change.action === 'Modify' || change.action === 'Dynamic'
  const effect = effectOf(change, replacement.kind)
  const former = formerOf(change, effect, pair)
  const planned = {
    effect,
    resource: `${prefix}${change.logicalId}`,
    type: change.type,
    properties: modified ? replacement.properties : [],
    because: effect === 'replace' || effect === 'may-replace' ? replacement.because : [],
    ...defined({ physicalId: change.physicalId, former }),
  }
  return { ...planned, risks: risksOf(planned, pair) }
}

function effectOf({ action }: ResourceChange, replacement: 'never' | 'possible' | 'always'): PlannedChange['effect'] {
  switch (action) {
    case 'Add':
      return 'add'
    case 'Remove':
      return 'remove'
    case 'Import':
      return 'import'
    case 'SyncWithActual':
      return 'revert'
    case 'Modify':
      return replacement === 'always' ? 'replace' : replacement === 'possible' ? 'may-replace' : 'modify'
    default:
      return 'unknown'
  }
}

/** The old template's policy decides about a removed resource, the new template's policy about a replaced one. */
function formerOf(
  change: ResourceChange,
  effect: PlannedChange['effect'],
  { before, after }: { before: TemplateResource | undefined; after: TemplateResource | undefined },
): string | undefined {
  if (effect === 'remove') return policy(before?.DeletionPolicy) ?? policy(change.policyAction)
  if (effect === 'replace' || effect === 'may-replace') return policy(after?.UpdateReplacePolicy)
  return undefined
}

/** For a later removal or replacement, `RetainExceptOnCreate` keeps the resource like `Retain`. */
function policy(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (value.includes('Retain')) return 'Retain'
  return value.includes('Snapshot') ? 'Snapshot' : undefined
}
