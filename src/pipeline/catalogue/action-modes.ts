/** What a mode of the CloudFormation action needs. */
export interface ActionMode {
  readonly required: readonly string[]
  /** Whether CloudFormation changes the stack with a role that the configuration names. */
  readonly role: boolean
}

/** The modes of the CloudFormation action (CodePipeline User Guide, "CloudFormation deploy action reference"). */
export const actionModes = {
  CREATE_UPDATE: { required: ['StackName', 'TemplatePath'], role: true },
  CHANGE_SET_REPLACE: { required: ['StackName', 'ChangeSetName', 'TemplatePath'], role: true },
  CHANGE_SET_EXECUTE: { required: ['StackName', 'ChangeSetName'], role: false },
  REPLACE_ON_FAILURE: { required: ['StackName', 'TemplatePath'], role: true },
  DELETE_ONLY: { required: ['StackName'], role: true },
} as const satisfies Readonly<Record<string, ActionMode>>

/** Whether there is such a mode. */
export function isActionMode(mode: string): mode is keyof typeof actionModes {
  return Object.hasOwn(actionModes, mode)
}
