import type * as sdk from '@aws-sdk/client-cloudformation'
import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { ChangeSetSummary, StackEvent, Stacks } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import type { Configure } from '../client-configuration.ts'
import { unreadable } from '../usable-answer.ts'
import { changeSetOf, stackOf } from './stack-answers.ts'
import { stackCalls, whenThere } from './stack-calls.ts'
import { stackEvents } from './stack-events.ts'
import { changeSetInput } from './stack-inputs.ts'

/**
 * CloudFormation behind our port (API reference 2010-05-15). The client loads on first use and never repeats a call:
 * the caller that follows an operation decides how long to wait. A call without an answer within 30 seconds counts as
 * lost.
 */
export function cloudFormationStacks(configure: Configure): Stacks {
  const send = stackCalls(configure)
  const eventsOf = stackEvents(send)

  return {
    async find(name) {
      const answer = await whenThere(
        send(`CloudFormation DescribeStacks ${name}`, (sdk, client) =>
          client.send(new sdk.DescribeStacksCommand({ StackName: name })),
        ),
      )
      if (answer === undefined) return undefined
      const stack = answer.Stacks?.[0]
      if (stack === undefined) throw unreadable(`CloudFormation DescribeStacks ${name}`)
      return stack.StackStatus === 'DELETE_COMPLETE' ? undefined : stackOf(stack)
    },

    async all() {
      const { allStacks } = await import('./all-stacks.ts')
      return allStacks(configure)
    },

    async createChangeSet(request, token) {
      const what = `CloudFormation CreateChangeSet ${request.name} of ${request.stack}`
      const answer = await send(what, (sdk, client) =>
        client.send(new sdk.CreateChangeSetCommand(changeSetInput(request, token))),
      )
      if (answer.Id === undefined || answer.StackId === undefined) throw unreadable(what)
      return { changeSetId: answer.Id, stackId: answer.StackId }
    },

    async findChangeSet(stack, nameOrId, values) {
      const pages: sdk.DescribeChangeSetCommandOutput[] = []
      const guard = pageGuard(`CloudFormation DescribeChangeSet ${nameOrId}`)
      let token: string | undefined
      do {
        const input = {
          ChangeSetName: nameOrId,
          StackName: stack,
          ...defined({ NextToken: token, IncludePropertyValues: values && true }),
        }
        const page = await whenThere(
          send(`CloudFormation DescribeChangeSet ${nameOrId}`, (sdk, client) =>
            client.send(new sdk.DescribeChangeSetCommand(input)),
          ),
        )
        if (page === undefined) return undefined
        if (page.ChangeSetId === undefined) throw unreadable(`CloudFormation DescribeChangeSet ${nameOrId}`)
        pages.push(page)
        token = guard(page.NextToken)
      } while (token !== undefined)
      return changeSetOf(pages)
    },

    async executeChangeSet({ stack, changeSet, token, disableRollback }) {
      const input = {
        StackName: stack,
        ChangeSetName: changeSet,
        ClientRequestToken: token,
        // The service documents true as its default.
        DisableRollback: disableRollback,
      }
      await send(`CloudFormation ExecuteChangeSet ${changeSet}`, (sdk, client) =>
        client.send(new sdk.ExecuteChangeSetCommand(input)),
      )
    },

    async deleteChangeSet(stack, nameOrId) {
      await whenThere(
        send(`CloudFormation DeleteChangeSet ${nameOrId}`, (sdk, client) =>
          client.send(new sdk.DeleteChangeSetCommand({ StackName: stack, ChangeSetName: nameOrId })),
        ),
      )
    },

    async *events(stackId, after): AsyncIterable<StackEvent> {
      for await (const event of eventsOf(stackId)) {
        if (event.id === after) return
        yield event
      }
    },

    async readTemplate(stack, changeSet, TemplateStage = 'Original') {
      const input = { StackName: stack, ...defined({ ChangeSetName: changeSet }) }
      const what = `CloudFormation GetTemplate ${stack}`
      const answer = await send(what, (sdk, client) =>
        client.send(new sdk.GetTemplateCommand({ ...input, TemplateStage })),
      )
      if (answer.TemplateBody === undefined) throw unreadable(what)
      return answer.TemplateBody
    },

    async resources(stack) {
      const resources: { logicalId: string; physicalId?: string; type: string; status: string }[] = []
      const guard = pageGuard(`CloudFormation ListStackResources ${stack}`)
      let token: string | undefined
      do {
        const input = { StackName: stack, ...defined({ NextToken: token }) }
        const page = await send(`CloudFormation ListStackResources ${stack}`, (sdk, client) =>
          client.send(new sdk.ListStackResourcesCommand(input)),
        )
        for (const found of page.StackResourceSummaries ?? [])
          resources.push({
            logicalId: found.LogicalResourceId ?? '',
            type: found.ResourceType ?? '',
            status: found.ResourceStatus ?? '',
            ...(found.PhysicalResourceId ? { physicalId: found.PhysicalResourceId } : {}),
          })
        token = guard(page.NextToken)
      } while (token !== undefined)
      return resources
    },

    async delete(stack, token) {
      await send(`CloudFormation DeleteStack ${stack}`, (sdk, client) =>
        client.send(new sdk.DeleteStackCommand({ StackName: stack, ClientRequestToken: token })),
      )
    },

    async listChangeSets(stack) {
      const found: ChangeSetSummary[] = []
      const guard = pageGuard(`CloudFormation ListChangeSets ${stack}`)
      let token: string | undefined
      do {
        const input = { StackName: stack, ...defined({ NextToken: token }) }
        const page = await whenThere(
          send(`CloudFormation ListChangeSets ${stack}`, (sdk, client) =>
            client.send(new sdk.ListChangeSetsCommand(input)),
          ),
        )
        for (const summary of page?.Summaries ?? [])
          found.push({
            id: summary.ChangeSetId ?? '',
            name: summary.ChangeSetName ?? '',
            status: summary.Status ?? '',
            executionStatus: summary.ExecutionStatus ?? '',
            ...defined({ description: summary.Description, createdAt: summary.CreationTime?.toISOString() }),
          })
        token = guard(page?.NextToken)
      } while (token !== undefined)
      return found
    },

    async validationFailures(changeSetId) {
      const input = { ChangeSetName: changeSetId, Filters: { FailedEvents: true } }
      const answer = await send(`CloudFormation DescribeEvents ${changeSetId}`, (sdk, client) =>
        client.send(new sdk.DescribeEventsCommand(input)),
      )
      return (answer.OperationEvents ?? []).flatMap((event) => {
        const reason = event.ValidationStatusReason ?? event.HookStatusReason
        if (reason === undefined) return []
        return [{ reason, ...defined({ path: event.ValidationPath }) }]
      })
    },

    async continueRollback({ stack, token, skip }) {
      const input = { StackName: stack, ClientRequestToken: token, ResourcesToSkip: [...skip] }
      await send(`CloudFormation ContinueUpdateRollback ${stack}`, (sdk, client) =>
        client.send(new sdk.ContinueUpdateRollbackCommand(input)),
      )
    },

    async setTerminationProtection(stack, enabled) {
      const input = { StackName: stack, EnableTerminationProtection: enabled }
      await send(`CloudFormation UpdateTerminationProtection ${stack}`, (sdk, client) =>
        client.send(new sdk.UpdateTerminationProtectionCommand(input)),
      )
    },
  }
}
