import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { SecretMask } from '../../../core/secrets/secret-mask.ts'
import { boundedChanges } from './bounded-changes.ts'
import { type ChangedValues, changedValues } from './changed-values.ts'
import { foldedChanges, foldOf, withoutCode } from './folded-changes.ts'
import { parameterChanges, tagChanges } from './parameter-changes.ts'
import { rankOf } from './rank.ts'
import { replacementText } from './replacement-text.ts'
import type { PlanReview, ReviewFacts } from './review.ts'
import { withoutRepetition } from './same-changes.ts'
import { isSecretParameter, shownSides } from './shown-sides.ts'

/** The review of a plan; pure. A template that takes too much work gives a review without values, never a failure. */
export function planReview(facts: ReviewFacts): PlanReview {
  const { tree, plan } = facts
  const mask = new SecretMask()
  // Without a template of our own, only the one of the change set says which parameters are secret.
  const given = facts.parameters.flatMap(({ name, value }) => (value && isSecretParameter(tree, name) ? [value] : []))
  for (const value of [...facts.secrets, ...given]) mask.add(value)
  const sides = shownSides(facts)
  let values: ChangedValues = new Map()
  let unseen: string | undefined
  try {
    values = changedValues(tree, plan.changes, sides, mask)
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    unseen = error.message
  }
  const judged = plan.changes.map((change) => {
    const compared = values.get(change.resource)
    const fold = compared && foldOf(change, compared, plan)
    if (fold !== undefined) return { change, fold, changed: undefined }
    const rest = withoutCode(change, compared ?? [])
    return { change, fold: rest.fold, changed: rest.values }
  })
  const real = judged
    .filter(({ changed }) => changed !== undefined)
    .sort((a, b) => rankOf(a.change) - rankOf(b.change))
    .map(({ change, changed = [] }) => ({
      resource: change.resource,
      type: change.type,
      effect: change.effect,
      values: changed,
      ...defined({ replacement: replacementText(change, changed) }),
    }))
  const risky = new Set(plan.changes.filter(({ risks }) => risks.length > 0).map(({ resource }) => resource))
  return {
    settings: [
      ...parameterChanges(tree, sides, mask, facts.parameters),
      ...tagChanges(plan.tags, facts.stack?.tags, mask),
    ],
    changes: boundedChanges(withoutRepetition(real, (resource) => risky.has(resource))),
    folded: foldedChanges(judged.flatMap(({ change, fold }) => (fold === undefined ? [] : [{ change, fold }]))),
    ...defined({ unseen }),
  }
}
