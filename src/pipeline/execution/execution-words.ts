/** What started an execution, in words; the detail is an ARN, a revision or a rule. */
export function triggerText(trigger: Trigger | undefined): string {
  const { triggerType = '', triggerDetail = '' } = trigger ?? {}
  const who = shortArn(triggerDetail)
  switch (triggerType) {
    case 'StartPipelineExecution':
      return who === '' ? 'started' : `started by ${who}`
    case 'CreatePipeline':
      return who === '' ? 'creation run' : `creation run of ${who}`
    case 'ManualRollback':
      return 'rollback'
    case 'AutomatedRollback':
      return 'automatic rollback'
    case 'PollForSourceChanges':
      return 'a source changed'
    default:
      return who === '' ? triggerType : `${triggerType} ${who}`
  }
}

interface Trigger {
  readonly triggerType?: string | undefined
  readonly triggerDetail?: string | undefined
}

/** The part of an ARN that people know: of a session of a role, the role and the session. Other text stays. */
export function shortArn(text: string): string {
  return /^arn:/.test(text)
    ? text.slice(text.lastIndexOf(':') + 1).replace(/^(assumed-role|user|role|rule)\//, '')
    : text
}

/** A revision, as people tell it apart: the beginning of a commit or digest, anything else as it is. */
export function shortRevision(revision: string): string {
  if (/^[0-9a-f]{40}$/.test(revision)) return revision.slice(0, 7)
  return revision.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1')
}

/** The revisions of the sources, one after the other. */
export function revisionsText(revisions: readonly Revision[] | undefined): string {
  return (revisions ?? [])
    .map(({ actionName = '', revisionId = '' }) => `${actionName} ${shortRevision(revisionId)}`.trim())
    .join(', ')
}

interface Revision {
  readonly actionName?: string | undefined
  readonly revisionId?: string | undefined
}
