interface Execution {
  readonly trigger?: { readonly triggerType?: string | undefined } | undefined
  readonly status?: string | undefined
}

interface Action {
  readonly input?: { readonly actionTypeId?: { readonly category?: string | undefined } | undefined } | undefined
}

/** Whether an execution began by itself when its pipeline was created (CodePipeline User Guide, "Start a pipeline"). */
export function isCreationRun({ trigger }: Execution): boolean {
  return trigger?.triggerType === 'CreatePipeline'
}

/**
 * Whether such an execution ended before anything but sources ran. Nobody asked for it and nothing happened, so its end
 * is no failure.
 * @param actions all attempts of all actions
 */
export function isEmptyCreationRun(execution: Execution, actions: readonly Action[]): boolean {
  if (!isCreationRun(execution) || execution.status !== 'Failed') return false
  return actions.every(({ input }) => input?.actionTypeId?.category === 'Source')
}
