import type { TemplateResource } from '../../template/template.ts'
import type { PlannedChange } from '../plan.ts'
import { accessRisks } from './access-risk.ts'
import { exposureRisks } from './exposure-risk.ts'
import { type ResourcePair, type Risk, riskLabels } from './risk.ts'
import { whatIsKept } from './stateful-types.ts'

/** All risks of a plan with their changes, the most severe kind first. */
export function risksBySeverity(
  changes: readonly PlannedChange[],
): readonly { readonly change: PlannedChange; readonly risk: Risk }[] {
  return changes
    .flatMap((change) => change.risks.map((risk) => ({ change, risk })))
    .sort((a, b) => riskLabels.indexOf(a.risk.label) - riskLabels.indexOf(b.risk.label))
}

/** All risks of one change, as we read them from both templates. CloudFormation's answer never removes one. */
export function risksOf(change: Omit<PlannedChange, 'risks'>, pair: ResourcePair): Risk[] {
  return [...dataLoss(change, pair), ...accessRisks(change, pair), ...exposureRisks(change, pair)]
}

function dataLoss(change: Omit<PlannedChange, 'risks'>, pair: ResourcePair): Risk[] {
  const kept = whatIsKept(pair.before?.Type ?? change.type)
  const how = happenings[change.effect]
  if (kept === undefined || how === undefined) return []
  const cause =
    change.because.length === 0 || change.effect === 'remove' ? '' : `: ${change.because.join(', ')} changed`
  const indexes = secondaryIndexes(pair.before)
  const what = indexes === 0 ? kept : `${kept} and ${indexes} GSI`
  if (change.former === 'Retain')
    return change.effect === 'remove'
      ? []
      : [
          {
            label: 'data loss',
            text: `${how}${cause}; the new one starts empty; kept outside of the stack: ${what}`,
          },
        ]
  const saved = change.former === 'Snapshot' ? ' (a snapshot stays)' : ''
  return [{ label: 'data loss', text: `${how}${cause}; lost with it: ${what}${saved}` }]
}

const happenings: Readonly<Partial<Record<PlannedChange['effect'], string>>> = {
  replace: 'replaced',
  'may-replace': 'may be replaced',
  remove: 'removed',
}

function secondaryIndexes(resource: TemplateResource | undefined): number {
  const indexes = resource?.Properties?.GlobalSecondaryIndexes
  return Array.isArray(indexes) ? indexes.length : 0
}
