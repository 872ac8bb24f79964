import { alternativesOf, itemsOf } from '../definition/alternatives.ts'
import type { Condition, FailureConditions } from '../definition/definition.ts'
import type { Path, Report } from '../finding.ts'
import {
  type ConditionPlace,
  type Survey,
  type SurveyedCondition,
  type SurveyedStage,
  typeOf,
} from '../survey/survey.ts'

const places: Readonly<Record<ConditionPlace, { readonly name: string; readonly results: readonly string[] }>> = {
  beforeEntry: { name: 'an entry condition', results: ['FAIL', 'SKIP'] },
  onSuccess: { name: 'a success condition', results: ['ROLLBACK', 'FAIL'] },
  onFailure: { name: 'a failure condition', results: ['ROLLBACK'] },
}
/** Results of a failure without a condition. */
const failureResults = ['ROLLBACK', 'RETRY']
/** Rules that may decide whether a stage is skipped. */
const skippingRules = ['LambdaInvoke', 'VariableCheck']

/** Which result a condition may have at its place (P-07). */
export function checkConditions({ stages, complete }: Survey, report: Report): void {
  for (const stage of stages) {
    for (const condition of stage.conditions) checkCondition(condition, stage, report)
    for (const each of alternativesOf<FailureConditions>(stage.value.onFailure, [...stage.path, 'onFailure']).items)
      checkFailure(each.value, each.path, stage, report)
    if (stage.index === 0 && (complete || stage.path[1] === 0)) warnOfRollback(stage, report)
  }
}

function checkCondition(
  { place, result, rules, path, value }: SurveyedCondition,
  stage: SurveyedStage,
  report: Report,
) {
  const { name, results } = places[place]
  if (result !== undefined && !results.includes(result))
    report({
      rule: 'P-07',
      severity: 'error',
      path: [...path, 'result'],
      text: `${name} of stage ${stage.name} has the result ${result}, and can have ${results.join(' or ')}`,
      fix: `choose ${results.join(' or ')}`,
    })
  if (value.rules === undefined)
    report({
      rule: 'P-07',
      severity: 'error',
      path,
      text: `${name} of stage ${stage.name} has no rule`,
      fix: 'add a rule, or leave the condition out',
    })
  if (place !== 'beforeEntry' || result !== 'SKIP') return
  for (const rule of rules) {
    const { provider } = typeOf(rule.value.ruleTypeId)
    if (provider === undefined || skippingRules.includes(provider)) continue
    report({
      rule: 'P-07',
      severity: 'error',
      path: [...rule.path, 'ruleTypeId', 'provider'],
      text: `a rule of ${provider} cannot decide whether stage ${stage.name} is skipped`,
      fix: `take the result FAIL, or a rule of ${skippingRules.join(' or ')}`,
    })
  }
}

function checkFailure(
  { result, conditions, retryConfiguration }: FailureConditions,
  path: Path,
  stage: SurveyedStage,
  report: Report,
) {
  const error = (at: Path, text: string, fix: string) =>
    report({ rule: 'P-07', severity: 'error', path: at, text, fix })
  if (typeof result === 'string' && !failureResults.includes(result))
    error(
      [...path, 'result'],
      `the failure of stage ${stage.name} has the result ${result}, and can have ${failureResults.join(' or ')}`,
      `choose ${failureResults.join(' or ')}`,
    )
  if (result === 'RETRY' && itemsOf<Condition>(conditions, path).items.length > 0)
    error(
      [...path, 'conditions'],
      `stage ${stage.name} is retried when it fails, and has failure conditions too`,
      'keep either the result RETRY or the conditions',
    )
  if (retryConfiguration !== undefined && typeof result === 'string' && result !== 'RETRY')
    report({
      rule: 'P-07',
      severity: 'warning',
      path: [...path, 'retryConfiguration'],
      text: `stage ${stage.name} says how to retry, and its result is ${result}`,
      fix: 'leave out how to retry, or choose the result RETRY',
    })
}

/** The guide says that a stage of sources is never rolled back. */
function warnOfRollback({ conditions, value, path, name }: SurveyedStage, report: Report): void {
  const onFailure = value.onFailure as { readonly result?: unknown } | undefined
  const places = [
    ...conditions.filter(({ result }) => result === 'ROLLBACK').map((condition) => [...condition.path, 'result']),
    ...(onFailure?.result === 'ROLLBACK' ? [[...path, 'onFailure', 'result']] : []),
  ]
  for (const at of places)
    report({
      rule: 'P-07',
      severity: 'warning',
      path: at,
      text: `stage ${name} has the sources, and the guide says that such a stage is not rolled back`,
      fix: 'choose another result',
    })
}
