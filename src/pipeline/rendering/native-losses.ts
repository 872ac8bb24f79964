import type { WantedPipeline } from './wanted.ts'

/**
 * What a pipeline with actions of CloudFormation does not do, and one with our commands does; one sentence each. None
 * when our commands deploy.
 */
export function nativeLosses({ actions, production, alarms }: WantedPipeline): readonly string[] {
  if (actions !== 'cloudformation') return []
  const { environment, requires, protect } = production
  return [
    'no plan and no fingerprint: the approval names a release and a change set, and shows neither changes, values nor risks',
    'the approval is asked for even when nothing changes',
    'no lease: if somebody else changes the stack after the change set was made, its execution fails',
    'no record and no evidence: deploy, promote and the quality gate do not know what runs there',
    `the release is copied into the bucket of ${environment} before the approval`,
    'a retry of Production ends with ChangeSetNotFound once the change set was executed: start another execution',
    `nothing rolls ${environment} back by itself, and a rollback of the stage fails: start an execution with the earlier release`,
    ...(alarms.after.length === 0 ? [] : ['an alarm after the deployment fails the execution, and changes nothing']),
    ...(requires.length === 0
      ? []
      : [
          `${environment} requires ${requires.join(', ')}, and nothing checks it: the order of the stages alone keeps an untested release out`,
        ]),
    ...(protect.length === 0
      ? []
      : [
          `${environment} protects ${protect.join(', ')}, and nothing checks it: CloudFormation replaces and deletes them`,
        ]),
  ]
}
