import { revisionsText, shortArn, triggerText } from '../../../pipeline/execution/execution-words.ts'
import { timeText } from '../driving/rows.ts'
import type { ShownExecution, ShownStage } from './shown-stage.ts'

/** One stage, for a reader. */
export function renderStage({ name, latest, succeeded, waiting, disabled, approvals }: ShownStage): string {
  const lines = [latest === undefined ? 'nothing ran here' : executionText(latest)]
  if (succeeded !== undefined) lines.push(`last success: ${executionText(succeeded)}`)
  for (const { action, token, since } of approvals)
    lines.push(
      `${action} waits for an approval${since === undefined ? '' : ` since ${timeText(since)}`}, token ${token}`,
    )
  if (waiting.length > 0) lines.push(`waiting to enter: ${waiting.join(', ')}`)
  if (disabled !== undefined)
    lines.push(`nothing enters since ${timeText(disabled.since)} (${shortArn(disabled.by)}): ${disabled.reason}`)
  return [name, ...lines.map((line) => `  ${line}`)].join('\n')
}

function executionText({ id, status, revisions, variables, trigger, isRollback, since }: ShownExecution): string {
  const facts = [
    `${status} ${id}`,
    isRollback ? 'a rollback' : '',
    revisionsText(revisions),
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    isRollback ? '' : triggerText(trigger),
    since === undefined ? '' : `since ${timeText(since)}`,
  ]
  return facts.filter((fact) => fact !== '').join(', ')
}
