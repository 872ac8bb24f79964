import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Aws } from '../../src/core/ports/aws.ts'
import type {
  ActionDetail,
  ExecutionDetail,
  ExecutionSummary,
  PipelineDeclaration,
  RuleDetail,
  StageState,
} from '../../src/core/ports/pipeline-shapes.ts'
import type { SourceRevision } from '../../src/core/ports/pipelines.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** One execution, as the service keeps it. */
export type ScriptedExecution = Mutable<ExecutionSummary & ExecutionDetail> & {
  readonly pipelineExecutionId: string
  actions: ActionDetail[]
  rules: RuleDetail[]
  /** What it was started with. */
  asked?: { readonly variables: readonly object[]; readonly sourceRevisions: readonly SourceRevision[] }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** One pipeline: its definition, and its executions, newest first. */
export interface ScriptedPipeline {
  definition: PipelineDeclaration
  states: StageState[]
  executions: ScriptedExecution[]
  readonly tokens: Map<string, string>
}

type Body = Readonly<Record<string, unknown>>

/** What a test makes of one call in place of the answer: an error, a status alone, or a broken connection. */
export type Fault =
  | { readonly code: string; readonly message?: string; readonly status?: number }
  | { readonly status: number; readonly html: string }
  | 'reset'
  /** The connection breaks after the effect. */
  | 'lost'

/** CodePipeline by a script: JSON 1.1 over HTTP, so that the real client is used. */
export interface ScriptedCodePipeline {
  readonly aws: Aws
  /** Where it answers, for a process of its own. */
  readonly endpoint: string
  readonly clock: VirtualClock
  readonly pipelines: Map<string, ScriptedPipeline>
  /** Every call, with the time in milliseconds of the clock. */
  readonly calls: { readonly name: string; readonly body: Body; readonly at: number }[]
  /** Asked before each answer. */
  fault: (name: string, body: Body) => Fault | undefined
  /** Answers calls that change something, by the name of the operation. */
  readonly handlers: Record<string, (body: Body, pipeline: ScriptedPipeline) => object>
  /** What stands in an answer in place of a text of this member. */
  text: (text: string, member: string) => string
  /** What CloudWatch Logs answers, at the same address. */
  log: (body: Body) => object
  /** Does something when the clock has reached this second. */
  at(second: number, change: () => void): void
  /** How many items a page has. */
  pageSize: number
  /** Whether the first page of each list is empty, although others follow. */
  emptyFirst: boolean
  stop(): Promise<void>
}

/** Starts the service on 127.0.0.1. */
export async function startScriptedCodePipeline(): Promise<ScriptedCodePipeline> {
  const clock = virtualClock()
  const script: { readonly at: number; readonly change: () => void }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => answer(String(request.headers['x-amz-target']).split('.')[1]!, text, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const service: ScriptedCodePipeline = {
    aws: awsAtEndpoint(endpoint, { region: 'eu-west-1', account: '111111111111', secretAccessKey: 'secret' }),
    endpoint,
    clock,
    pipelines: new Map(),
    calls: [],
    fault: () => undefined,
    handlers: {},
    text: (text) => text,
    log: () => ({ events: [] }),
    at: (second, change) => void script.push({ at: second * 1000, change }),
    pageSize: 100,
    emptyFirst: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return service

  function answer(name: string, text: string, response: ServerResponse): void {
    const due = script.filter(({ at }) => at <= clock.elapsed())
    for (const each of due) {
      script.splice(script.indexOf(each), 1)
      each.change()
    }
    // A server that has this port after another one may be asked by a client of that one.
    if (!text.startsWith('{')) return void response.writeHead(400).end()
    const body = JSON.parse(text) as Body
    service.calls.push({ name, body, at: clock.elapsed() })
    const fault = service.fault(name, body)
    if (fault === 'reset') return void response.socket?.destroy()
    const isLost = fault === 'lost'
    if (fault !== undefined && !isLost && 'html' in fault) return void response.writeHead(fault.status).end(fault.html)
    try {
      if (fault !== undefined && !isLost) throw new Refusal(fault.code, fault.message ?? '', fault.status)
      const answered = answerOf(service, name, body)
      if (isLost) return void response.socket?.destroy()
      send(response, 200, withTexts(answered, service.text))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(response, error.status, { __type: error.code, message: error.message })
    }
  }
}

/** An error that the service answers. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(withSeconds(body))
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() })
    .end(text)
}

function withTexts(value: unknown, text: ScriptedCodePipeline['text'], member = ''): object {
  if (typeof value === 'string') return text(value, member) as never
  if (value instanceof Date || value === null || typeof value !== 'object') return value as never
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text, member))
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withTexts(each, text, key)]))
}

/** Times are seconds with a fraction (JSON 1.1). */
function withSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(withSeconds)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withSeconds(each)]))
}

function answerOf(service: ScriptedCodePipeline, name: string, body: Body): object {
  if (name === 'ListPipelines') {
    const all = [...service.pipelines.values()].map(({ definition: { stages: _, ...summary } }) => summary)
    return paged(service, body, 'pipelines', all)
  }
  if (name === 'GetLogEvents') return service.log(body)
  // Operations about jobs name no pipeline.
  const ofJobs = body.name === undefined && body.pipelineName === undefined ? service.handlers[name] : undefined
  if (ofJobs !== undefined) return ofJobs(body, scriptedPipeline(''))
  const wanted = String(body.name ?? body.pipelineName)
  const pipeline = service.pipelines.get(wanted)
  if (pipeline === undefined)
    throw new Refusal(
      'PipelineNotFoundException',
      `Account '111111111111' does not have a pipeline with name '${wanted}'`,
    )
  const filter = (body.filter ?? {}) as { pipelineExecutionId?: string; succeededInStage?: { stageName: string } }
  switch (name) {
    case 'GetPipeline':
      return { pipeline: pipeline.definition }
    case 'GetPipelineState':
      return { pipelineName: wanted, stageStates: pipeline.states }
    case 'GetPipelineExecution': {
      const { actions: _, rules: __, asked: ___, ...execution } = executionOf(pipeline, body.pipelineExecutionId)
      return { pipelineExecution: execution }
    }
    case 'ListPipelineExecutions': {
      const stage = filter.succeededInStage?.stageName
      const found = pipeline.executions.filter((item) => stage === undefined || succeededIn(item, stage))
      const summaries = found.map(({ actions: _, rules: __, asked: ___, variables: ____, ...summary }) => summary)
      return paged(service, body, 'pipelineExecutionSummaries', summaries)
    }
    case 'ListActionExecutions':
      return paged(service, body, 'actionExecutionDetails', executionOf(pipeline, filter.pipelineExecutionId).actions)
    case 'ListRuleExecutions':
      return paged(service, body, 'ruleExecutionDetails', executionOf(pipeline, filter.pipelineExecutionId).rules)
    case 'StartPipelineExecution':
      return { pipelineExecutionId: start(service, pipeline, body) }
  }
  const handler = service.handlers[name]
  if (handler === undefined) throw new Error(`no script for ${name}`)
  const { stageName } = body
  if (stageName !== undefined && !pipeline.definition.stages?.some(({ name: stage }) => stage === stageName))
    throw new Refusal('StageNotFoundException', `The stage ${stageName} does not exist`)
  return handler(body, pipeline)
}

function executionOf(pipeline: ScriptedPipeline, id: unknown): ScriptedExecution {
  const found = pipeline.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === id)
  if (found === undefined)
    throw new Refusal('PipelineExecutionNotFoundException', `The pipeline execution ${id} does not exist`)
  return found
}

function succeededIn({ actions }: ScriptedExecution, stage: string): boolean {
  const own = actions.filter(({ stageName }) => stageName === stage)
  return own.length > 0 && own.every(({ status }) => status === 'Succeeded')
}

function paged(service: ScriptedCodePipeline, body: Body, member: string, all: readonly object[]): object {
  if (service.emptyFirst && body.nextToken === undefined) return { [member]: [], nextToken: '0' }
  const from = Number(body.nextToken ?? 0)
  const to = from + service.pageSize
  return { [member]: all.slice(from, to), ...(to < all.length && { nextToken: String(to) }) }
}

/** A token gives the first execution again, whatever else is asked for. */
function start(service: ScriptedCodePipeline, pipeline: ScriptedPipeline, body: Body): string {
  const token = String(body.clientRequestToken)
  const known = pipeline.tokens.get(token)
  if (known !== undefined) return known
  const id = randomUUID()
  pipeline.tokens.set(token, id)
  const trigger = { triggerType: 'StartPipelineExecution', triggerDetail: 'arn:aws:iam::111111111111:user/ana' }
  const execution = scriptedExecution(id, service.clock.now(), { trigger })
  execution.asked = {
    variables: (body.variables ?? []) as object[],
    sourceRevisions: (body.sourceRevisions ?? []) as SourceRevision[],
  }
  pipeline.executions.unshift(execution)
  return id
}

/** An execution that runs. */
export function scriptedExecution(
  id: string,
  startTime: Date,
  more: Partial<ScriptedExecution> = {},
): ScriptedExecution {
  return {
    pipelineExecutionId: id,
    status: 'InProgress',
    startTime,
    lastUpdateTime: startTime,
    executionType: 'STANDARD',
    actions: [],
    rules: [],
    ...more,
  }
}

/** A pipeline with a source, a build, an approval and a deployment, each in a stage. */
export function scriptedPipeline(name: string, more: Partial<PipelineDeclaration> = {}): ScriptedPipeline {
  const action = (actionName: string, category: string, provider: string) => ({
    name: actionName,
    actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  })
  const stages = [
    { name: 'Source', actions: [action('Code', 'Source', 'S3')] },
    { name: 'Build', actions: [action('Compile', 'Build', 'CodeBuild')] },
    { name: 'Approval', actions: [action('Approve', 'Approval', 'Manual')] },
    { name: 'Production', actions: [action('Deploy', 'Deploy', 'CloudFormation')] },
  ]
  const definition = { name, version: 3, pipelineType: 'V2', executionMode: 'SUPERSEDED', stages, ...more }
  const states = (definition.stages ?? []).map(({ name: stageName = '' }) => ({ stageName }))
  return { definition, states, executions: [], tokens: new Map() }
}

/** An id that the service accepts, with a number in it. */
export function executionId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** An attempt of an action that began in a second of the clock, and ended in another. */
export function scriptedAction(
  place: string,
  status: string,
  seconds: readonly [number, number?],
  more: Partial<ActionDetail> = {},
): ActionDetail {
  const [stageName = '', actionName = ''] = place.split('/')
  const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12) + second * 1000)
  const [begin, end = begin] = seconds
  return {
    actionExecutionId: randomUUID(),
    stageName,
    actionName,
    status,
    startTime: at(begin),
    lastUpdateTime: at(end),
    ...more,
  }
}
