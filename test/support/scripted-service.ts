import { randomUUID } from 'node:crypto'
import type { Clock } from '../../src/core/ports/clock.ts'
import {
  noContent,
  type ScriptedChange,
  type ScriptedChangeSet,
  type ScriptedContent,
  ScriptedStack,
  type ScriptedStep,
} from './scripted-stack.ts'

/** An error that the service answers. */
export class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface ScriptOptions {
  readonly changeSetSeconds?: number
  readonly operationSeconds?: number
  /** Seconds of one resource; `operationSeconds` by default. */
  readonly secondsOf?: (logicalId: string) => number
  /** Why a resource fails. */
  readonly failures?: Readonly<Record<string, string>>
  readonly rollbackFails?: string
  /** Why change sets fail, such as the words of a hook. */
  readonly changeSetFails?: string
  /** Physical ids of resources, such as the ids of nested stacks. */
  readonly physicalIds?: Readonly<Record<string, string>>
  /** What macros make of every template. */
  readonly processed?: string
  readonly changesPerPage?: number
  /**
   * The resources whose values it gives when it is asked for values, with the value of each property before and after.
   * It leaves out the others then, as the service does with values that it cannot check.
   */
  readonly valued?: Readonly<Record<string, Readonly<Record<string, readonly [before: string, after: string]>>>>
  readonly eventsPerPage?: number
  /** What SSM parameters hold, by name. */
  readonly ssm?: Readonly<Record<string, string>>
  /** Templates that lie at an address. */
  readonly templates?: Readonly<Record<string, string>>
  /** What a change set says that it was made from, in place of what it was made from. */
  readonly gives?: (content: ScriptedContent) => ScriptedContent
  /** What DescribeEvents gives for the name of a stack: the events of its newest operation alone, or all. Default: newest. */
  readonly eventsByName?: 'newest' | 'all'
  /** A service that does not list the last operations of a stack. */
  readonly hidesOperations?: boolean
}

type Query = Readonly<Record<string, unknown>>
type Result = Record<string, unknown>

/** The stacks of one account, behaving as the API reference of CloudFormation (2010-05-15) says. */
export class ScriptedService {
  readonly stacks: ScriptedStack[] = []
  /** Every execution that took effect. */
  readonly executions: { readonly stack: string; readonly token: string }[] = []
  options: ScriptOptions
  readonly #clock: Clock

  constructor(clock: Clock, options: ScriptOptions) {
    this.#clock = clock
    this.options = options
  }

  /** @param asOf serves what was true at this time, in milliseconds of the clock */
  call(query: Query, asOf?: number): Result {
    const action = this.#actions[String(query.Action)]
    if (action === undefined) throw new Refusal('InvalidAction', `no ${query.Action}`)
    return action(query, asOf ?? this.#clock.elapsed())
  }

  /** Change sets that were never executed and are still there. */
  get leftChangeSets(): readonly ScriptedChangeSet[] {
    return this.stacks.flatMap((stack) =>
      stack.changeSets.filter((set) => set.executedWith === undefined && !set.obsolete),
    )
  }

  find(name: string, time = this.#clock.elapsed()): ScriptedStack | undefined {
    const byId = this.stacks.find((stack) => stack.id === name && stack.statusAt(time) !== undefined)
    return byId ?? this.stacks.find((stack) => stack.name === name && isThere(stack.statusAt(time)))
  }

  readonly #actions: Readonly<Record<string, (query: Query, time: number) => Result>> = {
    DescribeStacks: ({ StackName }, time) => {
      const stack = this.#existing(String(StackName), time)
      const { LastOperations, ...described } = describe(stack, time)
      return { Stacks: [this.options.hidesOperations ? described : { ...described, LastOperations }] }
    },
    CreateChangeSet: (query) => this.#createChangeSet(query),
    DescribeChangeSet: ({ StackName, ChangeSetName, NextToken, IncludePropertyValues }, time) => {
      const set = this.#changeSet(String(StackName), String(ChangeSetName), time)
      const page = this.options.changesPerPage ?? 100
      const from = Number(NextToken ?? 0)
      const complete = set.completeAt <= time
      const shown = complete ? set.changes.slice(from, from + page) : []
      return {
        ...this.#summaryOf(set, time),
        StackId: this.#ownerOf(set).id,
        ...this.#contentOf(set),
        Changes:
          IncludePropertyValues === 'true' && this.options.valued !== undefined
            ? describeValues(shown, this.options.valued)
            : shown.map(describeChange),
        NextToken: complete && from + page < set.changes.length ? String(from + page) : undefined,
      }
    },
    ListChangeSets: ({ StackName }, time) => ({
      Summaries: this.#existing(String(StackName), time).changeSets.map((set) => this.#summaryOf(set, time)),
    }),
    DeleteChangeSet: ({ StackName, ChangeSetName }, time) => {
      const set = this.#changeSet(String(StackName), String(ChangeSetName), time)
      const stack = this.#ownerOf(set)
      if (set.executedWith !== undefined && /IN_PROGRESS$/.test(stack.statusAt(time) ?? ''))
        throw new Refusal(
          'InvalidChangeSetStatus',
          `ChangeSet [${set.id}] cannot be deleted in its current status of [EXECUTE_IN_PROGRESS]`,
        )
      stack.changeSets.splice(stack.changeSets.indexOf(set), 1)
      return {}
    },
    ExecuteChangeSet: (query) => this.#execute(query),
    DescribeStackEvents: ({ StackName, NextToken }, time) => {
      const stack = this.#existing(String(StackName), time)
      const all = stack.past(time)
      const page = this.options.eventsPerPage ?? 100
      const from = Number(NextToken ?? 0)
      return {
        StackEvents: all.slice(from, from + page).map((event) => ({
          EventId: event.id,
          StackId: stack.id,
          StackName: stack.name,
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          ResourceStatus: event.status,
          ResourceStatusReason: event.reason,
          ClientRequestToken: event.token,
          Timestamp: timestamp(event.at),
        })),
        NextToken: from + page < all.length ? String(from + page) : undefined,
      }
    },
    GetTemplate: ({ StackName, ChangeSetName, TemplateStage }, time) => ({
      TemplateBody:
        TemplateStage === 'Processed' && this.options.processed !== undefined
          ? this.options.processed
          : ChangeSetName === undefined
            ? this.#existing(String(StackName), time).contentAt(time).template
            : this.#given(this.#changeSet(String(StackName), String(ChangeSetName), time)).template,
    }),
    ListStackResources: ({ StackName }, time) => {
      const stack = this.#existing(String(StackName), time)
      const latest = new Map(
        stack
          .past(time)
          .reverse()
          .filter((event) => event.physicalId !== stack.id)
          .map((event) => [event.logicalId, event]),
      )
      return {
        StackResourceSummaries: [...latest.values()].map((event) => ({
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          ResourceStatus: event.status,
          LastUpdatedTimestamp: new Date(0).toISOString(),
        })),
      }
    },
    DeleteStack: ({ StackName, ClientRequestToken }, time) => {
      const stack = this.find(String(StackName), time)
      if (stack === undefined) return {}
      const token = String(ClientRequestToken)
      const seconds = stack.statusAt(time) === 'REVIEW_IN_PROGRESS' ? 0 : 1
      stack.operate('DELETE', time, [{ logicalId: 'Rest', type: 'AWS::SNS::Topic', seconds }], {
        token,
        disableRollback: true,
      })
      stack.changeSets.length = 0
      return {}
    },
    ContinueUpdateRollback: ({ StackName, ClientRequestToken }, time) => {
      const stack = this.#existing(String(StackName), time)
      const token = String(ClientRequestToken)
      stack.say(time, 'UPDATE_ROLLBACK_IN_PROGRESS', token, 'User Initiated')
      stack.say(time + 1000, 'UPDATE_ROLLBACK_COMPLETE', token)
      return {}
    },
    UpdateTerminationProtection: ({ StackName, EnableTerminationProtection }, time) => {
      const stack = this.#existing(String(StackName), time)
      stack.protection = EnableTerminationProtection === 'true'
      return { StackId: stack.id }
    },
    DescribeEvents: ({ StackName, OperationId, ChangeSetName, NextToken }, time) => {
      if (ChangeSetName !== undefined) return { OperationEvents: [] }
      const found = this.stacks.flatMap((stack) => operationEvents(stack, time))
      const named = StackName === undefined ? undefined : this.#existing(String(StackName), time)
      const own = found.filter(({ StackId }) => StackId === named?.id)
      const newest = this.options.eventsByName === 'all' ? undefined : own[0]?.OperationId
      const all =
        OperationId === undefined
          ? own.filter((event) => newest === undefined || event.OperationId === newest)
          : found.filter((event) => event.OperationId === OperationId)
      const page = this.options.eventsPerPage ?? 100
      const from = Number(NextToken ?? 0)
      const more = from + page < all.length
      return { OperationEvents: all.slice(from, from + page), NextToken: more ? String(from + page) : undefined }
    },
  }

  #createChangeSet(query: Query): Result {
    const time = this.#clock.elapsed()
    const name = String(query.StackName)
    let stack = this.find(name)
    const status = stack?.statusAt(time)
    const kind = String(query.ChangeSetType)
    const named = stack?.changeSets.find((set) => set.name === query.ChangeSetName)
    if (named?.clientToken === query.ClientToken && named) return { Id: named.id, StackId: stack!.id }
    if (named)
      throw new Refusal(
        'AlreadyExistsException',
        `ChangeSet ${named.name} cannot be created due to a mismatch with existing attributes`,
      )
    if (kind === 'CREATE' && stack !== undefined && status !== 'REVIEW_IN_PROGRESS')
      throw new Refusal(
        'ValidationError',
        `Stack [${name}] already exists and cannot be created again with the changeSet [${query.ChangeSetName}].`,
      )
    if (kind === 'UPDATE' && stack === undefined) throw new Refusal('ValidationError', `Stack [${name}] does not exist`)
    if (
      kind === 'UPDATE' &&
      !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_(COMPLETE|FAILED)$/.test(status ?? '')
    )
      throw new Refusal('ValidationError', `Stack:${stack!.id} is in ${status} state and can not be updated.`)
    if (stack === undefined) {
      stack = new ScriptedStack(name, 'REVIEW_IN_PROGRESS', time)
      this.stacks.push(stack)
    }
    const content = contentOf(query, stack.contentAt(time), this.options.templates)
    refuseMacros(content.template, query.Capabilities)
    const changes = changesBetween(
      kind === 'CREATE' ? noContent.template : withValues(stack.contentAt(time)),
      withValues(content),
    )
    const set: ScriptedChangeSet = {
      id: `arn:aws:cloudformation:eu-west-1:111111111111:changeSet/${query.ChangeSetName}/${randomUUID()}`,
      name: String(query.ChangeSetName),
      kind,
      description: query.Description === undefined ? undefined : String(query.Description),
      clientToken: String(query.ClientToken),
      content,
      changes,
      createdAt: time,
      completeAt: time + (this.options.changeSetSeconds ?? 1) * 1000,
      failure: changes.length === 0 ? emptyReason : this.options.changeSetFails,
    }
    stack.changeSets.push(set)
    return { Id: set.id, StackId: stack.id }
  }

  #execute(query: Query): Result {
    const time = this.#clock.elapsed()
    const set = this.#changeSet(String(query.StackName), String(query.ChangeSetName), time)
    const stack = this.#ownerOf(set)
    const token = String(query.ClientRequestToken)
    if (set.executedWith === token) return {}
    if (this.executions.some((execution) => execution.stack === stack.name && execution.token === token))
      throw new Refusal('TokenAlreadyExistsException', `A client request token must not be used twice: ${token}`)
    if (this.#summaryOf(set, time).ExecutionStatus !== 'AVAILABLE')
      throw new Refusal(
        'InvalidChangeSetStatus',
        `ChangeSet [${set.id}] cannot be executed in its current status of [${set.executedWith ?? set.failure}]`,
      )
    if (/IN_PROGRESS$/.test(stack.statusAt(time) ?? '') && stack.statusAt(time) !== 'REVIEW_IN_PROGRESS')
      throw new Refusal(
        'ValidationError',
        `Stack:${stack.id} is in ${stack.statusAt(time)} state and can not be updated.`,
      )
    set.executedWith = token
    this.executions.push({ stack: stack.name, token })
    stack.changeSets.splice(0, stack.changeSets.length, set)
    const steps = set.changes.map((change): ScriptedStep => {
      const failure = this.options.failures?.[change.logicalId]
      const physicalId = this.options.physicalIds?.[change.logicalId]
      return {
        logicalId: change.logicalId,
        type: change.type,
        seconds: this.options.secondsOf?.(change.logicalId) ?? this.options.operationSeconds ?? 4,
        ...(failure === undefined ? {} : { failure }),
        ...(physicalId === undefined ? {} : { physicalId }),
      }
    })
    const disableRollback = query.DisableRollback === 'true'
    const verb = set.kind === 'CREATE' ? 'CREATE' : 'UPDATE'
    const { rollbackFails } = this.options
    const former = stack.contentAt(time)
    const { end, good } = stack.operate(verb, time, steps, {
      token,
      disableRollback,
      ...(rollbackFails === undefined ? {} : { rollbackFails }),
    })
    stack.contents.push({ at: time, content: set.content })
    if (good || disableRollback)
      stack.outputs = { Version: String(Object.keys(JSON.parse(set.content.template).Resources).length) }
    else stack.contents.push({ at: end, content: former })
    return {}
  }

  #given(set: ScriptedChangeSet): ScriptedContent {
    return this.options.gives?.(set.content) ?? set.content
  }

  #contentOf(set: ScriptedChangeSet): Result {
    const given = this.#given(set)
    return {
      Parameters: Object.entries(shownParameters(given)).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
        ResolvedValue: this.#resolved(given, ParameterKey, ParameterValue),
      })),
      Tags: Object.entries(given.tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: given.capabilities,
      NotificationARNs: given.notificationArns,
      IncludeNestedStacks: given.includeNested,
      ImportExistingResources: given.importExisting,
      DeploymentMode: given.deploymentMode,
    }
  }

  #resolved(content: ScriptedContent, name: string, value: string): string | undefined {
    const type = declaredParameters(content.template)[name]?.Type
    return type?.startsWith('AWS::SSM::Parameter::Value<') ? this.options.ssm?.[value] : undefined
  }

  #summaryOf(set: ScriptedChangeSet, time: number): Result {
    const done = set.completeAt <= time
    const status = this.#ownerOf(set).statusAt(time) ?? ''
    const executed = /IN_PROGRESS$/.test(status)
      ? 'EXECUTE_IN_PROGRESS'
      : /ROLLBACK|FAILED/.test(status)
        ? 'EXECUTE_FAILED'
        : 'EXECUTE_COMPLETE'
    const available = done && set.failure === undefined ? 'AVAILABLE' : 'UNAVAILABLE'
    return {
      ChangeSetId: set.id,
      ChangeSetName: set.name,
      Description: set.description,
      CreationTime: new Date(Date.UTC(2026, 10, 21, 12) + set.createdAt).toISOString(),
      Status: done ? (set.failure === undefined ? 'CREATE_COMPLETE' : 'FAILED') : 'CREATE_IN_PROGRESS',
      StatusReason: done ? set.failure : undefined,
      ExecutionStatus: set.executedWith === undefined ? available : executed,
    }
  }

  #existing(name: string, time: number): ScriptedStack {
    const stack = this.find(name, time)
    if (stack === undefined) throw new Refusal('ValidationError', `Stack with id ${name} does not exist`)
    return stack
  }

  /** With an ARN the stack that is named does not count (API reference, `DescribeChangeSet`). */
  #changeSet(stackName: string, name: string, time: number): ScriptedChangeSet {
    const stack = this.find(stackName, time)
    const stacks = name.startsWith('arn:') ? this.stacks : stack === undefined ? [] : [stack]
    const set = stacks
      .flatMap(({ changeSets }) => changeSets)
      .find((item) => (item.id === name || item.name === name) && item.createdAt <= time)
    if (set === undefined) throw new Refusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`)
    return set
  }

  #ownerOf(set: ScriptedChangeSet): ScriptedStack {
    return this.stacks.find((stack) => stack.changeSets.includes(set))!
  }
}

/** A macro may add anything, so it is acknowledged by a capability of its own. */
function refuseMacros(template: string, capabilities: unknown): void {
  if (!('Transform' in (JSON.parse(template) as object))) return
  if (Array.isArray(capabilities) && capabilities.includes('CAPABILITY_AUTO_EXPAND')) return
  throw new Refusal('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]')
}

/** The events of a stack as DescribeEvents has them, newest first: an automatic rollback is an operation of its own. */
function operationEvents(stack: ScriptedStack, time: number) {
  let operation: { readonly id: string; readonly type: string } | undefined
  const events = stack.past(time).reverse()
  const described = events.map((event) => {
    const ofStack = event.physicalId === stack.id
    const turn = ofStack && event.status.endsWith('ROLLBACK_IN_PROGRESS')
    const begins = ofStack && /^(CREATE|UPDATE|DELETE|REVIEW)_IN_PROGRESS$/.test(event.status)
    const verb = event.status.slice(0, event.status.indexOf('_'))
    const type = turn ? 'ROLLBACK' : verb === 'REVIEW' ? 'CREATE_CHANGESET' : `${verb}_STACK`
    if (turn || begins) operation = { id: `operation-${event.id}`, type }
    return {
      EventId: event.id,
      StackId: stack.id,
      OperationId: operation?.id,
      OperationType: operation?.type,
      EventType: 'STACK_EVENT',
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ClientRequestToken: event.token,
      Timestamp: timestamp(event.at),
    }
  })
  return described.reverse()
}

function timestamp(at: number): string {
  return new Date(Date.UTC(2026, 10, 21, 11, 50) + at).toISOString()
}

/** An empty list is written as an empty text. */
function listed<T = Record<string, string>>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : []
}

/** What a request asks for; what it leaves out stays as the stack has it. */
function contentOf(query: Query, now: ScriptedContent, templates: ScriptOptions['templates'] = {}): ScriptedContent {
  const template = query.TemplateURL === undefined ? String(query.TemplateBody) : templates[String(query.TemplateURL)]!
  const given = listed<Record<string, string>>(query.Parameters).map(({ ParameterKey = '', ...item }) => [
    ParameterKey,
    item.UsePreviousValue === 'true' ? (now.parameters[ParameterKey] ?? '') : (item.ParameterValue ?? ''),
  ])
  const defaults = Object.entries(declaredParameters(template)).flatMap(([name, { Default }]) =>
    Default === undefined ? [] : [[name, String(Default)]],
  )
  const tags = listed<Record<string, string>>(query.Tags).map(({ Key = '', Value = '' }) => [Key, Value])
  return {
    template,
    parameters: { ...Object.fromEntries(defaults), ...Object.fromEntries(given) },
    tags: query.Tags === undefined ? now.tags : Object.fromEntries(tags),
    capabilities: listed<string>(query.Capabilities),
    notificationArns:
      query.NotificationARNs === undefined ? now.notificationArns : listed<string>(query.NotificationARNs),
    roleArn: query.RoleARN === undefined ? now.roleArn : String(query.RoleARN),
    includeNested: query.IncludeNestedStacks === 'true',
    importExisting: query.ImportExistingResources === 'true',
    deploymentMode: query.DeploymentMode === undefined ? undefined : String(query.DeploymentMode),
  }
}

type Declared = Readonly<Record<string, { Type?: string; Default?: unknown; NoEcho?: unknown }>>

function declaredParameters(template: string): Declared {
  return (JSON.parse(template) as { Parameters?: Declared }).Parameters ?? {}
}

/** Values as the service shows them. */
function shownParameters({ template, parameters }: ScriptedContent): Record<string, string> {
  const declared = declaredParameters(template)
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, declared[name]?.NoEcho ? '****' : value]),
  )
}

const emptyReason =
  "The submitted information didn't contain changes. Submit different information to create a change set."

function isThere(status: string | undefined): boolean {
  return status !== undefined && status !== 'DELETE_COMPLETE'
}

function describe(stack: ScriptedStack, time: number): Result {
  const settled = !/IN_PROGRESS$/.test(stack.statusAt(time) ?? '')
  const content = stack.contentAt(time)
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.statusAt(time),
    CreationTime: new Date(0).toISOString(),
    EnableTerminationProtection: stack.protection,
    LastOperations: lastOperations(stack, time),
    RoleARN: content.roleArn,
    NotificationARNs: content.notificationArns,
    Tags: Object.entries(content.tags).map(([Key, Value]) => ({ Key, Value })),
    Parameters: Object.entries(shownParameters(content)).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Outputs: Object.entries(settled ? stack.outputs : {}).map(([OutputKey, OutputValue]) => ({
      OutputKey,
      OutputValue,
    })),
  }
}

/** The newest operation of each kind, newest first. */
function lastOperations(stack: ScriptedStack, time: number) {
  const kinds = new Map(
    operationEvents(stack, time)
      .reverse()
      .map((event) => [event.OperationType, event.OperationId]),
  )
  return [...kinds].reverse().map(([OperationType, OperationId]) => ({ OperationType, OperationId }))
}

/** The template with the values of its parameters in place of references to them. */
function withValues({ template, parameters }: ScriptedContent): string {
  const replaced = JSON.parse(template, (_, value) => parameters[value?.Ref] ?? value)
  return JSON.stringify(replaced)
}

function changesBetween(before: string, after: string): ScriptedChange[] {
  type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>
  const [old, wanted] = [before, after].map((text) => (JSON.parse(text) as { Resources: Resources }).Resources) as [
    Resources,
    Resources,
  ]
  return [...new Set([...Object.keys(wanted), ...Object.keys(old)])].flatMap((logicalId): ScriptedChange[] => {
    const [then, now] = [old[logicalId], wanted[logicalId]]
    if (then === undefined) return [{ action: 'Add', logicalId, type: now!.Type, properties: [] }]
    if (now === undefined) return [{ action: 'Remove', logicalId, type: then.Type, properties: [] }]
    const keys = [...new Set([...Object.keys(then.Properties ?? {}), ...Object.keys(now.Properties ?? {})])]
    const properties = keys.filter(
      (key) => JSON.stringify(then.Properties?.[key]) !== JSON.stringify(now.Properties?.[key]),
    )
    return properties.length === 0 ? [] : [{ action: 'Modify', logicalId, type: now.Type, properties }]
  })
}

function describeValues(changes: readonly ScriptedChange[], valued: NonNullable<ScriptOptions['valued']>): Result[] {
  return changes
    .filter(({ logicalId }) => Object.hasOwn(valued, logicalId))
    .map(({ action, logicalId, type }) => ({
      Type: 'Resource',
      ResourceChange: {
        Action: action,
        LogicalResourceId: logicalId,
        ResourceType: type,
        Details: Object.entries(valued[logicalId]!).map(([Name, [BeforeValue, AfterValue]]) => ({
          Target: { Attribute: 'Properties', Name, Path: `/Properties/${Name}`, BeforeValue, AfterValue },
        })),
      },
    }))
}

function describeChange(change: ScriptedChange): Result {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      ResourceType: change.type,
      Replacement: change.action === 'Modify' ? 'False' : undefined,
      Details: change.properties.map((Name) => ({
        Target: { Attribute: 'Properties', Name, RequiresRecreation: 'Never' },
        Evaluation: 'Static',
      })),
    },
  }
}
