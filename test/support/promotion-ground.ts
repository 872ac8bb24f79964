import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { stackPage } from '../../src/aws/stack-page.ts'
import type { Context } from '../../src/core/context.ts'
import type { Objects } from '../../src/core/ports/objects.ts'
import type { Report } from '../../src/core/report.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { StageError } from '../../src/core/stage-error.ts'
import { statementOf, testResultType, writeEvidence } from '../../src/delivery/evidence.ts'
import { writeRelease } from '../../src/delivery/release/write-release.ts'
import { promote } from '../../src/stages/promote/stage.ts'
import { inMemoryObjects } from './in-memory-objects.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from './scripted-cloudformation.ts'
import { testContext } from './test-context.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** A call to S3 or CloudFormation, counted over both. */
export interface CountedCall {
  readonly index: number
  /** Method of the `Objects` port, or action of CloudFormation. */
  readonly name: string
  /** `<bucket>/<key>` of an object. */
  readonly object?: string
}

/** How a promotion ended. */
export interface Promotion {
  readonly outputs: Awaited<ReturnType<typeof promote.run>> | undefined
  readonly error: StageError | undefined
  readonly reports: readonly Report[]
  readonly calls: readonly CountedCall[]
}

/** Staging and production of one application, on a scripted CloudFormation and buckets in memory. */
export interface PromotionGround {
  readonly cloud: ScriptedCloudFormation
  readonly clock: VirtualClock
  readonly contents: Map<string, Uint8Array>
  /** Asked before every call; what it throws is what the call ends with. */
  onCall: (call: CountedCall) => void
  /** The `liftlock.yml` of the promoting checkout. */
  configuration: string
  /** Seals a release of one topic, and of more resources, that passed the gate, and gives its digest. */
  released(topic: string, more?: object): Promise<string>
  promote(inputs: Readonly<Record<string, unknown>>, run?: Context['run']): Promise<Promotion>
  /** Promotes and is killed at a call: nothing that comes after it arrives. */
  promoteKilledAt(call: number, when: 'before' | 'after', inputs: Readonly<Record<string, unknown>>): Promise<void>
  /** What lies in the bucket of production below a prefix, as JSON by key. */
  json(prefix: string): ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

const production = 'parking-artifacts-production'
const configuration = `application: parking
environments:
  staging: {}
  production: { requires: [quality-gate@staging] }
`

/** Opens the ground; the caller stops `cloud`. */
export async function promotionGround(): Promise<PromotionGround> {
  const clock = virtualClock()
  const cloud = await startScriptedCloudFormation(clock, { operationSeconds: 1, changeSetSeconds: 0.5 })
  const memory = inMemoryObjects()
  let counted: CountedCall[] = []
  let kill: { readonly at: number; readonly when: 'before' | 'after'; readonly run: AbortController } | undefined

  /** Counts a call, and says whether it still arrives, and whether its answer does. */
  const count = (call: Omit<CountedCall, 'index'>): { readonly arrives: boolean; readonly answers: boolean } => {
    const numbered = { ...call, index: counted.length }
    counted.push(numbered)
    ground.onCall(numbered)
    if (kill === undefined || numbered.index < kill.at) return { arrives: true, answers: true }
    kill.run.abort(killed)
    return { arrives: numbered.index === kill.at && kill.when === 'after', answers: false }
  }
  cloud.fault = ({ action }) => {
    const { arrives, answers } = count({ name: action })
    return answers ? undefined : { kind: arrives ? 'lost' : 'reset' }
  }
  const objects = counting(memory, count)

  const run = async (inputs: Readonly<Record<string, unknown>>, context: Partial<Context>): Promise<Promotion> => {
    counted = []
    const here = testContext({
      clock,
      files: {
        ...testContext().files,
        findText: async (path) => (path === 'liftlock.yml' ? ground.configuration : undefined),
      },
      aws: {
        at: () => ({
          ...awsAtEndpoint(cloud.endpoint, { region: 'eu-west-1', account: '222222222222' }).at({}),
          objects,
          stackPage,
        }),
      },
      ...context,
    })
    const ended = await promote.run(promote.inputs.parse(inputs), here).catch((error) => {
      if (error instanceof StageError || error === killed) return error as Error
      throw error
    })
    const { reports } = here
    if (!(ended instanceof Error)) return { outputs: ended, error: undefined, reports, calls: counted }
    return { outputs: undefined, error: ended instanceof StageError ? ended : undefined, reports, calls: counted }
  }

  const ground: PromotionGround = {
    cloud,
    clock,
    contents: memory.contents,
    onCall: () => {},
    configuration,
    async released(topic, more = {}) {
      const template = { Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: topic } }, ...more } }
      const bytes = new TextEncoder().encode(JSON.stringify(template))
      const artifact = { path: 'template.json', kind: 'template' as const, sha256: sha256(bytes), bytes: bytes.length }
      const manifest = { formatVersion: 1 as const, application: 'parking', artifacts: [], parameters: [] }
      const staging = { objects: memory, bucket: 'parking-artifacts-staging' }
      const contents = new Map([[artifact.sha256, bytes]])
      const { digest } = await writeRelease(staging, { ...manifest, template: artifact }, contents)
      const passed = statementOf('parking', digest, testResultType, { result: 'PASSED' })
      const address = { bucket: staging.bucket, release: digest, stage: 'quality-gate', environment: 'staging' }
      await writeEvidence(memory, address, passed, clock.now())
      return digest
    },
    promote: (inputs, identity) => run(inputs, identity === undefined ? {} : { run: identity }),
    async promoteKilledAt(at, when, inputs) {
      kill = { at, when, run: new AbortController() }
      await run(inputs, { signal: kill.run.signal })
      kill = undefined
    },
    json(prefix) {
      const found = [...memory.contents].filter(([key]) => key.startsWith(`${production}/${prefix}`)).sort()
      return new Map(
        found.map(([key, body]) => [key.slice(production.length + 1), JSON.parse(new TextDecoder().decode(body))]),
      )
    },
  }
  return ground
}

const killed = new Error('killed')

/** Objects whose calls are counted before they arrive. */
function counting(
  inner: Objects,
  count: (call: Omit<CountedCall, 'index'>) => { readonly arrives: boolean; readonly answers: boolean },
): Objects {
  const counted = async <T>(name: string, object: string, call: () => Promise<T>): Promise<T> => {
    const { arrives, answers } = count({ name, object })
    if (!arrives) throw killed
    const answer = await call()
    if (!answers) throw killed
    return answer
  }
  return {
    find: (bucket, key) => counted('find', `${bucket}/${key}`, () => inner.find(bucket, key)),
    read: (bucket, key) => counted('read', `${bucket}/${key}`, () => inner.read(bucket, key)),
    stream: (bucket, key) => counted('stream', `${bucket}/${key}`, () => inner.stream(bucket, key)),
    create: (bucket, key, ...rest) => counted('create', `${bucket}/${key}`, () => inner.create(bucket, key, ...rest)),
    replace: (bucket, key, body, etag) =>
      counted('replace', `${bucket}/${key}`, () => inner.replace(bucket, key, body, etag)),
    async *list(bucket, prefix) {
      const found = await counted('list', `${bucket}/${prefix}`, () => all(inner.list(bucket, prefix)))
      yield* found
    },
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
