import type { ActionServices } from '../../src/aws/pipeline-actions/action-services.ts'
import type { WrittenObject } from '../../src/aws/pipeline-actions/artifact-objects.ts'
import type {
  ChangeSet,
  StackEvent,
  StackOperations,
  StackRequest,
} from '../../src/aws/pipeline-actions/stack-operations.ts'

/** A stack whose status goes on by one step each time that somebody reads it. */
export interface ScriptedStack {
  readonly id: string
  readonly name: string
  statuses: string[]
  outputs: Record<string, string>
  events: (StackEvent & { readonly token: string })[]
}

export function serviceError(name: string, message: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, Code: name, $fault: 'client', $metadata: { httpStatusCode } })
}

/** CloudFormation and S3 in memory, with what they are asked, and faults that a test puts in. */
export function scriptedStacks(artifacts: Readonly<Record<string, Uint8Array>> = {}) {
  const stacks = new Map<string, ScriptedStack>()
  const changeSets = new Map<string, ChangeSet & { readonly name: string }>()
  const calls: string[] = []
  const requests: StackRequest[] = []
  const written = new Map<string, { readonly content: Uint8Array; readonly how: WrittenObject }>()
  /** Runs before or after a call takes effect, and may throw. */
  const faults: Record<'before' | 'after', (call: string) => void> = { before: () => undefined, after: () => undefined }
  /** Statuses that an operation goes through. */
  const script: Record<string, string[]> = {
    create: ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'],
    update: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'],
    delete: ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'],
    execute: ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'],
  }
  let failure: Omit<StackEvent, 'status'> | undefined
  const add = (name: string, ...statuses: string[]): ScriptedStack => {
    const id = `arn:aws:cloudformation:eu-west-1:111111111111:stack/${name}/${stacks.size}`
    const stack: ScriptedStack = { id, name, statuses, outputs: { Url: 'https://shop' }, events: [] }
    stacks.set(name, stack)
    return stack
  }
  const stackOf = (name: string) => stacks.get(name) ?? [...stacks.values()].find(({ id }) => id === name)
  const taking = async <T>(call: string, effect: () => T): Promise<T> => {
    calls.push(call)
    faults.before(call)
    const result = effect()
    faults.after(call)
    return result
  }
  const begins = (stack: ScriptedStack, step: string, token: string) => {
    stack.statuses = [...script[step]!]
    stack.events.push({ resource: stack.name, status: script[step]![0]!, reason: undefined, token })
    if (failure !== undefined) stack.events.push({ ...failure, status: 'CREATE_FAILED', token })
    return stack.id
  }
  const operations: StackOperations = {
    find: (name) =>
      taking('find', () => {
        const stack = stackOf(name)
        if (stack === undefined) return undefined
        const status = stack.statuses.length > 1 ? stack.statuses.shift()! : stack.statuses[0]!
        if (status === 'DELETE_COMPLETE') stacks.delete(stack.name)
        return { id: stack.id, name: stack.name, status, reason: undefined, outputs: stack.outputs }
      }),
    create: (request, token) =>
      taking('create', () => {
        requests.push(request)
        if (stacks.has(request.name)) throw serviceError('AlreadyExistsException', `${request.name} already exists`)
        return begins(add(request.name), 'create', token)
      }),
    update: (request, token) =>
      taking('update', () => {
        requests.push(request)
        return script.update!.length === 0 ? undefined : begins(stackOf(request.name)!, 'update', token)
      }),
    remove: (name, _role, token) => taking('remove', () => void begins(stackOf(name)!, 'delete', token)),
    setPolicy: () => taking('setPolicy', () => undefined),
    createChangeSet: (request, name, type) =>
      taking(`createChangeSet ${type}`, () => {
        requests.push(request)
        const stack = stackOf(request.name) ?? add(request.name, 'REVIEW_IN_PROGRESS')
        const id = `arn:aws:cloudformation:eu-west-1:111111111111:changeSet/${name}/${calls.length}`
        const made = { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', reason: undefined }
        changeSets.set(name, { id, name, stackId: stack.id, ...made })
        return id
      }),
    findChangeSet: (_stack, name) =>
      taking('findChangeSet', () => changeSets.get(name) ?? [...changeSets.values()].find(({ id }) => id === name)),
    deleteChangeSet: (_stack, name) => taking('deleteChangeSet', () => void changeSets.delete(name)),
    executeChangeSet: (stack, name, token) =>
      taking('executeChangeSet', () => {
        const set = [...changeSets.values()].find((each) => each.id === name)!
        changeSets.set(set.name, { ...set, executionStatus: 'EXECUTE_COMPLETE' })
        begins(stackOf(stack)!, 'execute', token)
      }),
    eventsOf: (name, token) =>
      taking('eventsOf', () => (stackOf(name)?.events ?? []).filter((event) => event.token === token)),
    close: () => undefined,
  }
  const refuse = () => Promise.reject(new Error('not asked for'))
  const services: ActionServices = {
    artifactCredentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
    stacks: () => operations,
    objects: () => ({
      read: async ({ key }) => {
        calls.push(`read ${key}`)
        return artifacts[key] ?? Promise.reject(serviceError('NoSuchKey', 'The specified key does not exist.', 404))
      },
      write: async ({ key }, content, how = {}) => void written.set(key, { content, how }),
      close: () => undefined,
    }),
    alarmState: refuse,
    startPipeline: refuse,
    pipelineProgress: refuse,
    callFunction: refuse,
  }
  return {
    services,
    stacks,
    changeSets,
    calls,
    requests,
    written,
    faults,
    script,
    add,
    /** The resource that fails in each operation from now on. */
    fails: (event: Omit<StackEvent, 'status'>) => {
      failure = event
    },
    /** Calls that change something. */
    changes: () => calls.filter((call) => !/^(find|findChangeSet|eventsOf|read .*)$/.test(call)),
  }
}
