import { isNoValue, literalText } from '../definition/intrinsic.ts'
import type { Report } from '../finding.ts'
import { type Survey, type SurveyedAction, type SurveyedStage, typeOf } from '../survey/survey.ts'

/**
 * What is valid and unwise: polling, time-outs without effect, a window beside an alarm, approvals that roll back (P-16
 * to P-21).
 */
export function advise({ stages, actions }: Survey, report: Report): void {
  for (const action of actions) {
    adviseOnTimeOut(action, report)
    adviseOnPolling(action, report)
    adviseOnSecrets(action, report)
  }
  for (const stage of stages) {
    adviseOnWindows(stage, report)
    adviseOnApprovals(stage, report)
    adviseOnRetries(stage, report)
  }
}

function adviseOnTimeOut({ value, type, path, title }: SurveyedAction, report: Report): void {
  if (value.timeoutInMinutes === undefined || isNoValue(value.timeoutInMinutes)) return
  if (type.category === undefined || type.category === 'Approval') return
  report({
    rule: 'P-16',
    severity: 'warning',
    path: [...path, 'timeoutInMinutes'],
    text: `${title} has a time-out, and the service takes one for manual approvals only`,
    fix: 'leave it out; the quotas of the guide say how long each action may take',
  })
}

const polling = ['S3', 'CodeCommit', 'GitHub']

function adviseOnPolling({ type, configurations, title }: SurveyedAction, report: Report): void {
  if (type.category !== 'Source' || !polling.includes(type.provider ?? '')) return
  for (const { values, complete, path } of configurations) {
    const given = values.PollForSourceChanges
    const missing = complete && (given === undefined || isNoValue(given))
    if (!missing && literalText(given)?.toLowerCase() !== 'true') continue
    report({
      rule: 'P-17',
      severity: 'warning',
      path: missing ? path : [...path, 'PollForSourceChanges'],
      text: missing
        ? `${title} polls for changes, because PollForSourceChanges is true when it is left out`
        : `${title} polls for changes`,
      fix: 'set PollForSourceChanges to false, and start the pipeline by an event',
    })
  }
}

/** A literal text in the place of a token is a token that everybody can read. */
function adviseOnSecrets({ type, configurations, title }: SurveyedAction, report: Report): void {
  if (type.provider !== 'GitHub') return
  for (const { values, path } of configurations) {
    const token = literalText(values.OAuthToken)
    // GetPipeline answers with stars.
    if (token === undefined || /^\**$/.test(token)) continue
    report({
      rule: 'P-20',
      severity: 'warning',
      path: [...path, 'OAuthToken'],
      text: `${title} has its token in plain text`,
      fix: 'read it from Secrets Manager ({{resolve:secretsmanager:…}}), or use a connection',
    })
  }
}

function adviseOnWindows({ conditions, name }: SurveyedStage, report: Report): void {
  for (const { rules } of conditions) {
    const ofProvider = (wanted: string) => rules.find(({ value }) => typeOf(value.ruleTypeId).provider === wanted)
    const alarm = ofProvider('CloudWatchAlarm')
    if (alarm === undefined || ofProvider('DeploymentWindow') === undefined) continue
    report({
      rule: 'P-18',
      severity: 'warning',
      path: alarm.path,
      text: `stage ${name} has a window and an alarm in one condition: when it opens, the alarm is not asked again`,
      fix: 'put the window into a stage of its own before this one',
    })
  }
}

function adviseOnApprovals({ value, actions, conditions, name }: SurveyedStage, report: Report): void {
  const onFailure = value.onFailure as { readonly result?: unknown } | undefined
  const rollsBack =
    onFailure?.result === 'ROLLBACK' ||
    conditions.some(({ place, result }) => place === 'onFailure' && result === 'ROLLBACK')
  if (!rollsBack) return
  for (const { type, path, title } of actions) {
    if (type.category !== 'Approval') continue
    report({
      rule: 'P-19',
      severity: 'warning',
      path,
      text: `${title} stands in a stage that rolls back when it fails: whoever rejects rolls back what runs`,
      fix: `give the approval a stage of its own before ${name}`,
    })
  }
}

function adviseOnRetries({ value, actions, name }: SurveyedStage, report: Report): void {
  const onFailure = value.onFailure as { readonly result?: unknown } | undefined
  if (onFailure?.result !== 'RETRY') return
  const executing = actions.find(({ configurations }) =>
    configurations.some(({ values }) => literalText(values.ActionMode) === 'CHANGE_SET_EXECUTE'),
  )
  if (executing === undefined) return
  report({
    rule: 'P-21',
    severity: 'warning',
    path: executing.path,
    text: `${executing.title} executes a change set, which works once, and stage ${name} is retried when it fails`,
    fix: 'leave the retry out, or take the mode CREATE_UPDATE',
  })
}
