import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { SecretMask } from '../../../core/secrets/secret-mask.ts'
import { boundedChanges } from './bounded-changes.ts'
import { type ChangedValues, changedValues } from './changed-values.ts'
import { foldedChanges, foldOf } from './folded-changes.ts'
import { parameterChanges, tagChanges } from './parameter-changes.ts'
import { rankOf } from './rank.ts'
import { replacementText } from './replacement-text.ts'
import type { PlanReview, ReviewFacts } from './review.ts'
import { shownSides } from './shown-sides.ts'

/** The review of a plan; pure. A template that takes too much work gives a review without values, never a failure. */
export function planReview(facts: ReviewFacts): PlanReview {
  const { tree, plan } = facts
  const mask = new SecretMask()
  for (const value of facts.secrets) mask.add(value)
  const sides = shownSides(facts)
  let values: ChangedValues = new Map()
  let unseen: string | undefined
  try {
    values = changedValues(tree, plan.changes, sides, mask)
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    unseen = error.message
  }
  const withFold = plan.changes.map((change) => {
    const changed = values.get(change.resource)
    return { change, changed: changed ?? [], fold: changed && foldOf(change, changed, plan) }
  })
  const real = withFold.filter(({ fold }) => fold === undefined).sort((a, b) => rankOf(a.change) - rankOf(b.change))
  return {
    settings: [...parameterChanges(tree, sides, mask), ...tagChanges(plan.tags, facts.stack?.tags, mask)],
    changes: boundedChanges(
      real.map(({ change, changed }) => ({
        resource: change.resource,
        type: change.type,
        effect: change.effect,
        values: changed,
        ...defined({ replacement: replacementText(change, changed) }),
      })),
    ),
    folded: foldedChanges(withFold.flatMap(({ change, fold }) => (fold === undefined ? [] : [{ change, fold }]))),
    ...defined({ unseen }),
  }
}
