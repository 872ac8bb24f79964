import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { stackPage } from '../../src/aws/cloudformation/stack-page.ts'
import type { Aws, AwsTarget } from '../../src/core/ports/aws.ts'
import type { Objects } from '../../src/core/ports/objects.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Report } from '../../src/core/run/report.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import { writeEvidence } from '../../src/delivery/evidence/write-evidence.ts'
import { writeRelease } from '../../src/delivery/release/write-release.ts'
import { placeOf } from '../../src/hosts/context/run-identity.ts'
import { promote } from '../../src/stages/promote/stage.ts'
import { errorInWords } from './in-command-words.ts'
import { inMemoryObjects } from './in-memory-objects.ts'
import { objectsWithin } from './objects-within.ts'
import { type ScriptedCloudFormation, startScriptedCloudFormation } from './scripted-cloudformation.ts'
import { passedGate, recordOf } from './staged-evidence.ts'
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
  readonly error: StageError<string> | undefined
  readonly reports: readonly Report<string>[]
  readonly calls: readonly CountedCall[]
}

/** Staging and production of one application, on a scripted CloudFormation and buckets in memory. */
export interface PromotionGround {
  readonly cloud: ScriptedCloudFormation
  /** What promotions work with. */
  readonly aws: Aws
  readonly clock: VirtualClock
  /** The buckets, for what other hands do there. */
  readonly objects: Objects
  readonly contents: Map<string, Uint8Array>
  /** Where AWS was asked, and as whom. */
  readonly targets: readonly AwsTarget[]
  /** Asked before every call; what it throws is what the call ends with. */
  onCall: (call: CountedCall) => void
  /** The `liftlock.yml` of the promoting checkout. */
  configuration: string
  /**
   * Seals a release of one topic that passed the gate, or was not tested, and gives its digest.
   * @param more sections of the template @param resources beside the topic
   */
  released(
    topic: string,
    how?: { readonly tested?: boolean; readonly more?: object; readonly resources?: object },
  ): Promise<string>
  promote(
    inputs: Readonly<Record<string, unknown>>,
    run?: Context['run'],
    more?: Pick<Context, 'approver' | 'rollsBack'>,
  ): Promise<Promotion>
  /** Promotes and is killed at a call: nothing that comes after it arrives. */
  promoteKilledAt(call: number, when: 'before' | 'after', inputs: Readonly<Record<string, unknown>>): Promise<void>
  /** What lies in the bucket of production below a prefix, as JSON by key. */
  json(prefix: string): ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

const production = 'parking-artifacts-production'
/** Where staging says what runs there. */
export const stagingRecord = 'parking-artifacts-staging/environments/parking/staging.json'
/** Digest of the gate.json of every release on the ground. */
export const sealedGate = sha256(new TextEncoder().encode('{}'))
/** The stack of staging. */
export const stagingStack =
  'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking-staging/11111111-2222-3333-4444-555555555555'
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const configuration = `application: parking
environments:
  staging: {}
  other: { region: us-east-1 }
  production: { requires: [quality-gate@staging] }
`

/**
 * Opens the ground; the caller stops `cloud`.
 * @param options `versioning`: whether the buckets keep versions, true by default; `roundTripSeconds`: how long a call to
 * CloudFormation takes
 */
export async function promotionGround(
  options: { readonly versioning?: boolean; readonly roundTripSeconds?: number } = {},
): Promise<PromotionGround> {
  const clock = virtualClock()
  const cloud = await startScriptedCloudFormation(clock, {
    operationSeconds: 1,
    changeSetSeconds: 0.5,
    ...(options.roundTripSeconds !== undefined && { roundTripSeconds: options.roundTripSeconds }),
  })
  const memory = inMemoryObjects({ now: () => clock.now().getTime(), ...options })
  const targets: AwsTarget[] = []
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
  const objects = objectsWithin(memory, async (name, object, call) => {
    const { arrives, answers } = count({ name, object })
    if (!arrives) throw killed
    const answer = await call()
    if (!answers) throw killed
    return answer
  })

  const aws: Aws = {
    at: (target) => {
      targets.push(target)
      const identity = { region: 'eu-west-1', account: '222222222222', secretAccessKey: 'any' }
      return { ...awsAtEndpoint(cloud.endpoint, identity).at({}), objects, stackPage }
    },
  }
  const run = async (inputs: Readonly<Record<string, unknown>>, context: Partial<Context>): Promise<Promotion> => {
    counted = []
    const here = testContext({
      clock,
      files: {
        ...testContext().files,
        findText: async (path) => (path === 'liftlock.yml' ? ground.configuration : undefined),
      },
      aws,
      ...context,
    })
    const ended = await promote.run(promote.inputs.parse(inputs), here).catch((error) => {
      if (error instanceof StageError || error === killed) return error as Error
      throw error
    })
    const { reports } = here
    if (!(ended instanceof Error)) return { outputs: ended, error: undefined, reports, calls: counted }
    return {
      outputs: undefined,
      error: ended instanceof StageError ? errorInWords(ended) : undefined,
      reports,
      calls: counted,
    }
  }

  const ground: PromotionGround = {
    cloud,
    aws,
    clock,
    objects: memory,
    contents: memory.contents,
    targets,
    onCall: () => {},
    configuration,
    async released(topic, { tested = true, more = {}, resources = {} } = {}) {
      const A = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: topic } }
      const template = { ...more, Resources: { A, ...resources } }
      const bytes = new TextEncoder().encode(JSON.stringify(template))
      const artifact = { path: 'template.json', kind: 'template' as const, sha256: sha256(bytes), bytes: bytes.length }
      const gateBytes = new TextEncoder().encode('{}')
      const gate = { path: 'gate.json', kind: 'gate' as const, sha256: sha256(gateBytes), bytes: gateBytes.length }
      const manifest = { formatVersion: 1 as const, application: 'parking', artifacts: [], parameters: [], gate }
      const staging = { objects: memory, bucket: 'parking-artifacts-staging' }
      const contents = new Map([
        [artifact.sha256, bytes],
        [gate.sha256, gateBytes],
      ])
      const { digest } = await writeRelease(staging, { ...manifest, template: artifact }, contents)
      const staged = { application: 'parking', environment: 'staging', stackId: stagingStack, gate: gate.sha256 }
      memory.contents.set(stagingRecord, json(recordOf(staged, { release: digest })))
      const address = {
        bucket: staging.bucket,
        release: digest,
        stage: 'quality-gate',
        environment: 'staging',
      } as const
      if (tested) await writeEvidence(memory, address, statementOf(digest, passedGate(staged)), { now: clock.now() })
      return digest
    },
    promote: (inputs, identity, more) =>
      run(inputs, identity === undefined ? {} : { run: identity, ...placeOf(identity), ...more }),
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
