import type { PlannedChange } from '../plan.ts'
import { riskLabels } from '../risk/risk.ts'

/** The kinds of change, the one that needs most thought first. */
const effects: readonly PlannedChange['effect'][] = [
  ...(['replace', 'remove', 'may-replace', 'revert', 'unknown', 'modify', 'import', 'add'] as const),
]

/** The place of a change among others: by its most severe risk, then by what happens to the resource. 0 is first. */
export function rankOf({ risks, effect }: Pick<PlannedChange, 'risks' | 'effect'>): number {
  const severest = Math.min(riskLabels.length, ...risks.map(({ label }) => riskLabels.indexOf(label)))
  return severest * effects.length + effects.indexOf(effect)
}
