import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { RetryMode } from '../../../core/ports/pipelines.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'

/**
 * Which actions of a stage a retry has to run. CloudFormation deletes a change set that was executed, also when this
 * failed. So an action that executes one needs the action that makes it, and with it whatever stands between them, such
 * as an approval: the new change set may differ.
 * @param actions all attempts of the execution, newest first
 */
export function retryMode(stage: string, actions: readonly ActionDetail[]): RetryMode {
  const attempts = latestAttempts(
    actions.filter(({ stageName }) => stageName === stage),
    ({ actionName }) => actionName,
  )
  const changeSets = (mode: string, status: string) =>
    attempts.flatMap((attempt) => {
      const { ActionMode, StackName, ChangeSetName } = attempt.input?.resolvedConfiguration ?? {}
      return attempt.status === status && ActionMode === mode ? [`${StackName}\n${ChangeSetName}`] : []
    })
  const made = changeSets('CHANGE_SET_REPLACE', 'Succeeded')
  return changeSets('CHANGE_SET_EXECUTE', 'Failed').some((name) => made.includes(name))
    ? 'ALL_ACTIONS'
    : 'FAILED_ACTIONS'
}
