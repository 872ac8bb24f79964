import type * as sdk from '@aws-sdk/client-cloudformation'
import type {
  ChangeDetail,
  ChangeSet,
  ChangeSetContent,
  ResourceChange,
  RollbackSettings,
  Stack,
  StackEvent,
} from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'

/** A stack as DescribeStacks answers it. */
export function stackOf(stack: sdk.Stack): Stack {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    outputs: record(stack.Outputs ?? [], (output) => [output.OutputKey, output.OutputValue]),
    parameters: record(stack.Parameters ?? [], (parameter) => [parameter.ParameterKey, parameter.ParameterValue]),
    tags: record(stack.Tags ?? [], (tag) => [tag.Key, tag.Value]),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    notificationArns: stack.NotificationARNs ?? [],
    rollback: rollbackOf(stack.RollbackConfiguration),
    ...(stack.RoleARN ? { roleArn: stack.RoleARN } : {}),
    ...defined({ changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() }),
  }
}

/** An event as DescribeStackEvents answers it. */
export function eventOf(event: sdk.StackEvent): StackEvent {
  const reason = [event.ResourceStatusReason, event.HookStatusReason].filter(Boolean).join('; ')
  return {
    id: event.EventId ?? '',
    stackId: event.StackId ?? '',
    stackName: event.StackName ?? '',
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    time: event.Timestamp?.toISOString() ?? '',
    ...(event.PhysicalResourceId ? { physicalId: event.PhysicalResourceId } : {}),
    ...(reason === '' ? {} : { reason }),
    ...defined({ token: event.ClientRequestToken }),
  }
}

/** A change set with the changes of all its pages. */
export function changeSetOf(pages: readonly sdk.DescribeChangeSetCommandOutput[]): ChangeSet {
  const last = pages.at(-1)!
  return {
    id: last.ChangeSetId ?? '',
    name: last.ChangeSetName ?? '',
    stackId: last.StackId ?? '',
    status: last.Status ?? '',
    executionStatus: last.ExecutionStatus ?? '',
    createdAt: last.CreationTime?.toISOString(),
    changes: pages.flatMap((page) => (page.Changes ?? []).flatMap(changeOf)),
    content: contentOf(pages[0]!),
    ...defined({ statusReason: last.StatusReason, description: last.Description }),
  }
}

/** Each page repeats what the change set was made from. */
function contentOf(page: sdk.DescribeChangeSetCommandOutput): ChangeSetContent {
  return {
    parameters: (page.Parameters ?? []).flatMap((given) =>
      given.ParameterKey === undefined
        ? []
        : [
            {
              name: given.ParameterKey,
              value: given.ParameterValue,
              usesPrevious: given.UsePreviousValue ?? false,
              ...defined({ resolved: given.ResolvedValue }),
            },
          ],
    ),
    tags: record(page.Tags ?? [], (tag) => [tag.Key, tag.Value]),
    capabilities: page.Capabilities,
    notificationArns: page.NotificationARNs,
    includeNested: page.IncludeNestedStacks,
    importExisting: page.ImportExistingResources ?? false,
    deploymentMode: page.DeploymentMode ?? 'STANDARD',
    rollback: rollbackOf(page.RollbackConfiguration),
    onStackFailure: page.OnStackFailure,
    configurationMode: page.DeploymentConfig?.Mode,
  }
}

function rollbackOf(configuration: sdk.RollbackConfiguration | undefined): RollbackSettings {
  return {
    triggers: (configuration?.RollbackTriggers ?? []).map(({ Arn }) => Arn ?? '').sort(),
    monitoringMinutes: configuration?.MonitoringTimeInMinutes ?? 0,
  }
}

function changeOf({ ResourceChange: change }: sdk.Change): ResourceChange[] {
  if (change === undefined) return []
  return [
    {
      action: change.Action ?? 'Modify',
      logicalId: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      details: (change.Details ?? []).flatMap(detailOf),
      ...(change.PhysicalResourceId ? { physicalId: change.PhysicalResourceId } : {}),
      ...defined({ replacement: change.Replacement, policyAction: change.PolicyAction }),
      ...(change.ChangeSetId ? { nestedChangeSetId: change.ChangeSetId } : {}),
    },
  ]
}

function detailOf(detail: sdk.ResourceChangeDetail): ChangeDetail[] {
  const target = detail.Target?.Name || detail.Target?.Attribute
  if (!target) return []
  return [
    {
      target,
      ...(detail.Target?.RequiresRecreation === undefined
        ? {}
        : { requiresRecreation: detail.Target.RequiresRecreation }),
      ...(detail.CausingEntity ? { cause: detail.CausingEntity } : {}),
      ...defined({
        path: detail.Target?.Path,
        before: detail.Target?.BeforeValue,
        after: detail.Target?.AfterValue,
      }),
    },
  ]
}

function record<T>(
  items: readonly T[],
  entry: (item: T) => readonly [string | undefined, string | undefined],
): Record<string, string> {
  return Object.fromEntries(
    items.flatMap((item) => {
      const [name, value] = entry(item)
      return name === undefined ? [] : [[name, value ?? '']]
    }),
  )
}
