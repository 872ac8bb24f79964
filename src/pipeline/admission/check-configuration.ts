import { type ActionMode, actionModes, isActionMode } from '../catalogue/action-modes.ts'
import type { ActionType } from '../catalogue/action-types.ts'
import { knownType } from '../catalogue/known-type.ts'
import { isNoValue, literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import type { Suggest } from '../suggest.ts'
import type { Survey, SurveyedAction, SurveyedConfiguration } from '../survey/survey.ts'

/** Which keys the configuration of an action needs and knows (P-10). */
export function checkConfiguration({ actions, suggest }: Survey, report: Report): void {
  for (const action of actions) {
    const type = knownType(action.type)
    if (type === undefined) continue
    for (const configuration of action.configurations) {
      checkKeys(type, action, configuration, suggest, report)
      if (type.provider === 'CloudFormation') checkMode(action, configuration, report)
      if (type.category === 'Deploy' && type.provider === 'S3') checkExtract(action, configuration, report)
    }
  }
}

function checkKeys(
  { required = [], optional, exact, provider }: ActionType,
  action: SurveyedAction,
  configuration: SurveyedConfiguration,
  suggest: Suggest,
  report: Report,
) {
  const { values, path } = configuration
  for (const key of required)
    if (lacks(configuration, key)) missing(action, path, key, `an action of ${provider} needs`, report)
  if (optional === undefined) return
  const keys = [...required, ...optional]
  for (const key of Object.keys(values)) {
    if (keys.includes(key)) continue
    const guess = suggest(key, keys)
    report({
      rule: 'P-10',
      severity: exact ? 'error' : 'warning',
      path: [...path, key],
      text: `${action.title} is told ${key}, which an action of ${provider} does not know`,
      fix:
        guess === undefined
          ? keys.length === 0
            ? 'leave it out'
            : `it knows ${keys.join(', ')}`
          : `did you mean ${guess}?`,
    })
  }
}

/** What each mode of CloudFormation needs (CodePipeline User Guide, CloudFormation deploy action). */
function checkMode(action: SurveyedAction, configuration: SurveyedConfiguration, report: Report): void {
  const mode = literalText(configuration.values.ActionMode)
  if (mode === undefined || !isActionMode(mode)) return
  const needs: ActionMode = actionModes[mode]
  for (const key of needs.required)
    if (lacks(configuration, key)) missing(action, configuration.path, key, `the mode ${mode} needs`, report)
  if (!needs.role || !lacks(configuration, 'RoleArn')) return
  report({
    rule: 'P-10',
    severity: 'warning',
    path: configuration.path,
    text: `${action.title} has no RoleArn in its configuration, and the guide says that the mode ${mode} needs one`,
    fix: 'add the role with which CloudFormation changes the stack',
  })
}

function checkExtract(action: SurveyedAction, configuration: SurveyedConfiguration, report: Report): void {
  if (literalText(configuration.values.Extract)?.toLowerCase() !== 'false' || !lacks(configuration, 'ObjectKey')) return
  missing(action, configuration.path, 'ObjectKey', 'a file that is not extracted needs', report)
}

function lacks({ values, complete }: SurveyedConfiguration, key: string): boolean {
  return complete && (values[key] === undefined || isNoValue(values[key]))
}

function missing({ title }: SurveyedAction, path: Path, key: string, why: string, report: Report): void {
  report({
    rule: 'P-10',
    severity: 'error',
    path,
    text: `${title} lacks ${key}, which ${why}`,
    fix: `add ${key} to its configuration`,
  })
}
