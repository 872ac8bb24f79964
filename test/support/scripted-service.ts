import { randomUUID } from 'node:crypto'
import type { Clock } from '../../src/core/ports/clock.ts'
import { type ScriptedChange, type ScriptedChangeSet, ScriptedStack, type ScriptedStep } from './scripted-stack.ts'

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
  /** Templates that an address leads to. */
  readonly templatesAt?: Readonly<Record<string, string>>
  /** What macros make of every template. */
  readonly processed?: string
  readonly changesPerPage?: number
  readonly eventsPerPage?: number
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
      return { Stacks: [describe(stack, time)] }
    },
    CreateChangeSet: (query) => this.#createChangeSet(query),
    DescribeChangeSet: ({ StackName, ChangeSetName, NextToken }, time) => {
      const set = this.#changeSet(String(StackName), String(ChangeSetName), time)
      const page = this.options.changesPerPage ?? 100
      const from = Number(NextToken ?? 0)
      const complete = set.completeAt <= time
      const shown = complete ? set.changes.slice(from, from + page) : []
      return {
        ...this.#summaryOf(set, time),
        StackId: this.#ownerOf(set).id,
        Changes: shown.map(describeChange),
        NextToken: complete && from + page < set.changes.length ? String(from + page) : undefined,
      }
    },
    ListChangeSets: ({ StackName }, time) => ({
      Summaries: this.#existing(String(StackName), time).changeSets.map((set) => this.#summaryOf(set, time)),
    }),
    DeleteChangeSet: ({ StackName, ChangeSetName }, time) => {
      const set = this.#changeSet(String(StackName), String(ChangeSetName), time)
      const stack = this.#ownerOf(set)
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
          Timestamp: new Date(Date.UTC(2026, 10, 21, 11, 50) + event.at).toISOString(),
        })),
        NextToken: from + page < all.length ? String(from + page) : undefined,
      }
    },
    GetTemplate: ({ StackName, ChangeSetName, TemplateStage }, time) => ({
      TemplateBody:
        TemplateStage === 'Processed' && this.options.processed !== undefined
          ? this.options.processed
          : ChangeSetName === undefined
            ? this.#existing(String(StackName), time).template
            : this.#changeSet(String(StackName), String(ChangeSetName), time).template,
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
    DescribeEvents: () => ({ OperationEvents: [] }),
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
    const template = String(query.TemplateBody ?? this.options.templatesAt?.[String(query.TemplateURL)])
    const changes = changesBetween(kind === 'CREATE' ? '{"Resources":{}}' : stack.template, template)
    const set: ScriptedChangeSet = {
      id: `arn:aws:cloudformation:eu-west-1:111111111111:changeSet/${query.ChangeSetName}/${randomUUID()}`,
      name: String(query.ChangeSetName),
      kind,
      description: query.Description === undefined ? undefined : String(query.Description),
      clientToken: String(query.ClientToken),
      template,
      parameters: Object.fromEntries(
        listed(query.Parameters).map((item) => [item.ParameterKey!, item.ParameterValue ?? '']),
      ),
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
    const { good } = stack.operate(verb, time, steps, {
      token,
      disableRollback,
      ...(rollbackFails === undefined ? {} : { rollbackFails }),
    })
    if (good || disableRollback) {
      stack.template = set.template
      stack.parameters = set.parameters
      stack.outputs = { Version: String(Object.keys(JSON.parse(set.template).Resources).length) }
    }
    return {}
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

  #changeSet(stackName: string, name: string, time: number): ScriptedChangeSet {
    const stack = this.find(stackName, time)
    if (stack === undefined) throw new Refusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`)
    const set = stack.changeSets.find((item) => (item.id === name || item.name === name) && item.createdAt <= time)
    if (set === undefined) throw new Refusal('ChangeSetNotFound', `ChangeSet [${name}] does not exist`)
    return set
  }

  #ownerOf(set: ScriptedChangeSet): ScriptedStack {
    return this.stacks.find((stack) => stack.changeSets.includes(set))!
  }
}

/** An empty list is written as an empty text. */
function listed(value: unknown): readonly Record<string, string>[] {
  return Array.isArray(value) ? value : []
}

const emptyReason =
  "The submitted information didn't contain changes. Submit different information to create a change set."

function isThere(status: string | undefined): boolean {
  return status !== undefined && status !== 'DELETE_COMPLETE'
}

function describe(stack: ScriptedStack, time: number): Result {
  const settled = !/IN_PROGRESS$/.test(stack.statusAt(time) ?? '')
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.statusAt(time),
    CreationTime: new Date(0).toISOString(),
    EnableTerminationProtection: stack.protection,
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Outputs: Object.entries(settled ? stack.outputs : {}).map(([OutputKey, OutputValue]) => ({
      OutputKey,
      OutputValue,
    })),
  }
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
