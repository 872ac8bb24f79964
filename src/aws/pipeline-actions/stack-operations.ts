import type * as sdk from '@aws-sdk/client-cloudformation'
import type { Configure } from '../client-configuration.ts'
import { serviceCode } from '../service-errors.ts'

/** A stack as an action sees it. */
export interface Stack {
  readonly id: string
  readonly name: string
  /** Such as `UPDATE_COMPLETE`. */
  readonly status: string
  readonly reason: string | undefined
  readonly outputs: Readonly<Record<string, string>>
}

export interface ChangeSet {
  readonly id: string
  readonly stackId: string
  readonly status: string
  readonly executionStatus: string
  readonly reason: string | undefined
}

/** What a stack is to become. */
export interface StackRequest {
  readonly name: string
  readonly template: { readonly body: string } | { readonly url: string }
  readonly parameters: Readonly<Record<string, string>>
  /** Those that the stack has stay, when there are none here. */
  readonly tags: Readonly<Record<string, string>> | undefined
  readonly capabilities: readonly string[]
  /** The role that CloudFormation works with. */
  readonly role: string | undefined
  /** A stack policy as JSON text. */
  readonly policy: string | undefined
}

/** The calls of CloudFormation that an action makes. Errors are those of the client. */
export interface StackOperations {
  /** @param name name or ARN */
  find(name: string): Promise<Stack | undefined>
  /** @returns the ARN of the stack */
  create(request: StackRequest, token: string): Promise<string>
  /** @returns the ARN of the stack; undefined when there is nothing to update */
  update(request: StackRequest, token: string): Promise<string | undefined>
  remove(name: string, role: string | undefined, token: string): Promise<void>
  setPolicy(name: string, policy: string): Promise<void>
  /** @param type whether the stack is new @returns the ARN of the change set */
  createChangeSet(request: StackRequest, changeSet: string, type: 'CREATE' | 'UPDATE'): Promise<string>
  /** @param changeSet name or ARN */
  findChangeSet(stack: string, changeSet: string): Promise<ChangeSet | undefined>
  deleteChangeSet(stack: string, changeSet: string): Promise<void>
  executeChangeSet(stack: string, changeSet: string, token: string): Promise<void>
  /** Events of one request by its token, oldest first. */
  eventsOf(stack: string, token: string): Promise<readonly StackEvent[]>
  close(): void
}

export interface StackEvent {
  readonly resource: string
  readonly status: string
  readonly reason: string | undefined
}

type Module = typeof import('../sdk/cloudformation.ts')

/** More pages than one operation has events. */
const mostPages = 100

/** Reaches CloudFormation through one client, made on first use. A call is sent once: the caller decides about more. */
export function stackOperations(configure: Configure): StackOperations {
  let made: Promise<{ module: Module; client: sdk.CloudFormationClient }> | undefined
  const connect = async () => {
    const [configuration, module] = await Promise.all([configure(), import('../sdk/cloudformation.ts')])
    return { module, client: new module.CloudFormationClient({ ...configuration, maxAttempts: 1 }) }
  }
  const call = async <T>(ask: (module: Module, client: sdk.CloudFormationClient) => Promise<T>): Promise<T> => {
    made ??= connect()
    const { module, client } = await made
    return await ask(module, client)
  }
  return {
    find: (StackName) =>
      call(async (module, client) => {
        const answer = await whenThere(client.send(new module.DescribeStacksCommand({ StackName })))
        const [stack] = answer?.Stacks ?? []
        return stack === undefined ? undefined : stackOf(stack)
      }),
    create: (request, ClientRequestToken) =>
      call(async (module, client) => {
        const input = { ...inputOf(request), ...policyOf(request), ClientRequestToken }
        return (await client.send(new module.CreateStackCommand(input))).StackId ?? request.name
      }),
    update: (request, ClientRequestToken) =>
      call(async (module, client) => {
        const input = { ...inputOf(request), ...policyOf(request), ClientRequestToken }
        try {
          return (await client.send(new module.UpdateStackCommand(input))).StackId ?? request.name
        } catch (error) {
          if (/No updates are to be performed/i.test((error as Error).message)) return undefined
          throw error
        }
      }),
    remove: (StackName, RoleARN, ClientRequestToken) =>
      call(async (module, client) => {
        const input = { StackName, ClientRequestToken, ...(RoleARN !== undefined && { RoleARN }) }
        await client.send(new module.DeleteStackCommand(input))
      }),
    setPolicy: (StackName, StackPolicyBody) =>
      call(async (module, client) => {
        await client.send(new module.SetStackPolicyCommand({ StackName, StackPolicyBody }))
      }),
    createChangeSet: (request, ChangeSetName, ChangeSetType) =>
      call(async (module, client) => {
        const input = { ...inputOf(request), ChangeSetName, ChangeSetType }
        return (await client.send(new module.CreateChangeSetCommand(input))).Id ?? ChangeSetName
      }),
    findChangeSet: (StackName, ChangeSetName) =>
      call(async (module, client) => {
        const found = await whenThere(client.send(new module.DescribeChangeSetCommand({ StackName, ChangeSetName })))
        return found === undefined ? undefined : changeSetOf(found)
      }),
    deleteChangeSet: (StackName, ChangeSetName) =>
      call(async (module, client) => {
        await client.send(new module.DeleteChangeSetCommand({ StackName, ChangeSetName }))
      }),
    executeChangeSet: (StackName, ChangeSetName, ClientRequestToken) =>
      call(async (module, client) => {
        await client.send(new module.ExecuteChangeSetCommand({ StackName, ChangeSetName, ClientRequestToken }))
      }),
    eventsOf: (StackName, token) =>
      call(async (module, client) => {
        const events: StackEvent[] = []
        let NextToken: string | undefined
        for (let page = 0; page < mostPages; page++) {
          const input = { StackName, ...(NextToken !== undefined && { NextToken }) }
          const answer = await whenThere(client.send(new module.DescribeStackEventsCommand(input)))
          for (const event of answer?.StackEvents ?? [])
            if (event.ClientRequestToken === token) events.push(eventOf(event))
          NextToken = answer?.NextToken
          if (NextToken === undefined) break
        }
        return events.reverse()
      }),
    close: () => void made?.then(({ client }) => client.destroy()).catch(() => undefined),
  }
}

/** Turns the service's "does not exist" of a stack or a change set into undefined. */
async function whenThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    const code = serviceCode(error)
    if (code === 'ChangeSetNotFound' || code === 'ChangeSetNotFoundException') return undefined
    if (code === 'ValidationError' && /^Stack .*does not exist/i.test((error as Error).message)) return undefined
    throw error
  }
}

function inputOf({ name, template, parameters, tags, capabilities, role }: StackRequest) {
  return {
    StackName: name,
    ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ...(tags !== undefined && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    Capabilities: capabilities as sdk.Capability[],
    ...(role !== undefined && { RoleARN: role }),
  }
}

function policyOf({ policy }: StackRequest) {
  return policy === undefined ? {} : { StackPolicyBody: policy }
}

function stackOf({ StackId = '', StackName = '', StackStatus, StackStatusReason, Outputs = [] }: sdk.Stack): Stack {
  const outputs = Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
  return {
    id: StackId,
    name: StackName,
    status: StackStatus ?? '',
    reason: StackStatusReason,
    outputs: Object.fromEntries(outputs),
  }
}

function changeSetOf(found: sdk.DescribeChangeSetOutput): ChangeSet {
  const { ChangeSetId = '', StackId = '', Status = '', ExecutionStatus = '', StatusReason: reason } = found
  return { id: ChangeSetId, stackId: StackId, status: Status, executionStatus: ExecutionStatus, reason }
}

function eventOf({ LogicalResourceId = '', ResourceStatus, ResourceStatusReason }: sdk.StackEvent): StackEvent {
  return { resource: LogicalResourceId, status: ResourceStatus ?? '', reason: ResourceStatusReason }
}
