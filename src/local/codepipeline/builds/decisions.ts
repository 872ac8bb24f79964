/*
 * What the guides leave open about builds, one function each: docs/verified.md names them. A recording of the service
 * that shows another answer changes one of these.
 */

/** Whether a build fails whose failing phase says `on-failure: CONTINUE`: its later phases run. */
export function continuedBuildFails(): boolean {
  return true
}

/** Whether the commands of an action run again that the end of the executor interrupted: they may have changed much. */
export function interruptedBuildRunsAgain(): boolean {
  return false
}

/** Most bytes of names and values that the output variables of one action have together (guide, quotas). */
export const outputVariableBytes = 122_880
