import type { LocalExecution, LocalPipeline, LocalStage } from '../../local/list-pipelines.ts'
import { revisionsText } from '../../pipeline/execution/execution-words.ts'
import { alignedRows, timeText } from '../../stages/pipeline/driving/rows.ts'

/** A pipeline for a reader: a table of its stages, and one of its newest executions. */
export function pipelineTable(pipeline: LocalPipeline): string {
  const { environment, name, type, executionMode, version, stages, executions } = pipeline
  return [
    `${environment} · ${name} · ${type} ${executionMode} · version ${version}`,
    '',
    ...table(['Stage', 'Status', 'Execution', 'What waits or runs'], stages.map(stageRow)),
    '',
    ...table(['Execution', 'Status', 'Started', 'By', ''], executions.map(executionRow)),
    '',
  ].join('\n')
}

function stageRow({ name, status = '-', execution = '-', ...now }: LocalStage): readonly string[] {
  const facts = [
    ...now.running.map((each) => `${each} runs`),
    ...now.approvals.map(({ action, token, since }) => {
      const when = since === undefined ? '' : ` since ${timeText(since)}`
      return `${action} waits for an approval${when}, token ${token}`
    }),
    ...(now.waiting.length > 0 ? [`waiting to enter: ${now.waiting.join(', ')}`] : []),
    ...(now.disabled === undefined ? [] : [`nothing may enter: ${now.disabled}`]),
  ]
  return [name, status, execution, facts.join('; ')]
}

function executionRow({ id, status, started, trigger, revisions, reason }: LocalExecution): readonly string[] {
  const sources = Object.entries(revisions).map(([actionName, revisionId]) => ({ actionName, revisionId }))
  const facts = [revisionsText(sources), reason ?? ''].filter((text) => text !== '')
  return [id, status, timeText(started), trigger, facts.join('; ')]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return alignedRows([head, ...rows])
    .split('\n')
    .map((line) => `  ${line}`)
}
