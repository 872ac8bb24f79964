import { actionTypes } from '../catalogue/action-types.ts'
import { knownType } from '../catalogue/known-type.ts'
import type { Path, Report } from '../finding.ts'
import type { Suggest } from '../suggest.ts'
import type { Survey, SurveyedAction } from '../survey/survey.ts'

/** Which actions there are (P-09). Custom actions are known to their account alone. */
export function checkActionTypes({ actions, suggest }: Survey, report: Report): void {
  for (const action of actions) {
    const { category, owner, provider, version } = action.type
    if (category === undefined || owner === undefined || provider === undefined || owner === 'Custom') continue
    const path = [...action.path, 'actionTypeId']
    if (knownType(action.type) === undefined) unknownType(action, path, suggest, report)
    else if (owner === 'AWS' && version !== undefined && version !== '1')
      report({
        rule: 'P-09',
        severity: 'error',
        path: [...path, 'version'],
        text: `${action.title} takes version ${version} of ${provider}, and there is only version 1`,
        fix: 'take version 1',
      })
  }
}

function unknownType({ title, type }: SurveyedAction, path: Path, suggest: Suggest, report: Report): void {
  const { category, owner, provider } = type
  const sameName = actionTypes.filter((each) => each.provider === provider)
  const ofCategory = actionTypes.filter((each) => each.category === category)
  const names = (ofCategory.length > 0 ? ofCategory : actionTypes).map((each) => each.provider)
  const guess = suggest(provider!, names)
  const elsewhere = sameName.map((each) => `category ${each.category} of owner ${each.owner}`)
  report({
    rule: 'P-09',
    // AWS shows what the owner ThirdParty has only to those who look.
    severity: owner === 'AWS' || sameName.length > 0 ? 'error' : 'warning',
    path: [
      ...path,
      sameName.length > 0 ? (sameName.some((each) => each.owner === owner) ? 'category' : 'owner') : 'provider',
    ],
    text: `${title} is of ${provider} in category ${category} of owner ${owner}, and no such type of action is known`,
    fix:
      sameName.length > 0
        ? `${provider} exists in ${elsewhere.join(' and in ')}`
        : guess === undefined
          ? `known in this category are ${names.join(', ')}; an action of your own has the owner Custom`
          : `did you mean ${guess}?`,
  })
}
