/** A row of the board, and the actions of the rendered pipeline that it stands for, in their order. */
export interface ActionRow {
  readonly name: string
  readonly actions: readonly string[]
  /** Actions that come after it: when one has begun without it, the row was skipped. */
  readonly later: readonly string[]
}

/** The row of what happens before an execution: sources, templates and their deployment. */
export const pipelineRow = 'pipeline'

const parts = [
  ['staging', ['Deploy', 'DeployGoesOn']],
  ['quality gate', ['Gate']],
  ['plan', ['Plan']],
  ['approval', ['Approve']],
  ['production', ['Promote', 'PromoteGoesOn']],
] as const

/** The rows of an execution, in the order in which its actions run. */
export const actionRows: readonly ActionRow[] = parts.map(([name, actions], at) => ({
  name,
  actions,
  later: parts.slice(at + 1).flatMap(([, names]) => names),
}))
