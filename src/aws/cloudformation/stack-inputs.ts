import type * as sdk from '@aws-sdk/client-cloudformation'
import type { ChangeSetRequest } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'

/** The input of CreateChangeSet. */
export function changeSetInput(request: ChangeSetRequest, token: string): sdk.CreateChangeSetCommandInput {
  const { template } = request
  return {
    StackName: request.stack,
    ChangeSetName: request.name,
    ChangeSetType: request.kind,
    ClientToken: token,
    Parameters: request.parameters.map(({ name, value }) =>
      value === undefined
        ? { ParameterKey: name, UsePreviousValue: true }
        : { ParameterKey: name, ParameterValue: value },
    ),
    Capabilities: [...request.capabilities] as sdk.Capability[],
    IncludeNestedStacks: request.includeNested,
    ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    ...(request.tags === undefined
      ? {}
      : { Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...defined({ RoleARN: request.roleArn }),
    ...(request.notificationArns === undefined ? {} : { NotificationARNs: [...request.notificationArns] }),
    ...defined({ Description: request.description }),
    ...(request.importExisting ? { ImportExistingResources: true } : {}),
    ...(request.revertDrift ? { DeploymentMode: 'REVERT_DRIFT' as const } : {}),
  }
}
