import { join } from 'node:path'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Aws, AwsAccount } from '../../src/core/ports/aws.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import type { UnderWayChoice } from '../../src/stages/pipeline/deploying/make-way.ts'
import { renderPipelineTemplates } from '../../src/stages/pipeline/render/stage.ts'
import { type DeployedShop, deployedShop } from './deployed-shop.ts'
import { errorInWords } from './in-command-words.ts'
import { type InMemoryObjects, inMemoryObjects } from './in-memory-objects.ts'
import { objectsWithin } from './objects-within.ts'
import {
  type ScriptedCloudFormation,
  type ScriptedFault,
  startScriptedCloudFormation,
} from './scripted-cloudformation.ts'
import { type Fault, type ScriptedCodePipeline, startScriptedCodePipeline } from './scripted-codepipeline.ts'
import { testContext } from './test-context.ts'
import { writeTree } from './write-tree.ts'

/** What may become of a call: it is refused, its connection breaks before or after its effect, or nobody waits for it. */
export type Disturbance = 'throttled' | 'failed' | 'expired' | 'reset' | 'lost'

/** A call of a run to any service, counted over all of them. */
export interface DeployingCall {
  readonly index: number
  /** Action of CloudFormation or CodePipeline, or method of another port. */
  readonly name: string
}

/** How `pipeline render` with a deployment ended. */
export interface Deploying {
  readonly outputs: Readonly<Record<string, unknown>> | undefined
  readonly error: StageError<string> | undefined
  readonly warnings: readonly string[]
  readonly calls: readonly DeployingCall[]
}

/** The accounts into which a rendered pipeline is deployed: scripted services, and buckets in memory. */
export interface DeployingGround {
  readonly cloud: ScriptedCloudFormation
  readonly codepipeline: ScriptedCodePipeline
  readonly objects: InMemoryObjects
  readonly shop: DeployedShop
  /** Buckets that were made, in order. */
  readonly made: readonly string[]
  /** Minutes within which an approval is answered; another number changes the pipeline and the roles of production. */
  timeLimit: number
  /** Asked before every call. */
  disturb: (call: DeployingCall) => Disturbance | undefined
  render(underWay?: UnderWayChoice): Promise<Deploying>
  /** Renders and is killed at a call: nothing that comes after it arrives. @returns the name of this call */
  renderKilledAt(call: number, when: 'before' | 'after', underWay?: UnderWayChoice): Promise<string | undefined>
  stop(): Promise<void>
}

/** Where the archive of the toolkit lies. */
export const deployedBucket = 'shop-pipeline-source'
const configuration = (timeLimit: number) => `
application: shop
environments:
  staging: { account: "111111111111", region: eu-west-1, role-arn: "arn:aws:iam::111111111111:role/cloudformation" }
  production:
    account: "222222222222"
    region: eu-west-1
    stack: shop-${timeLimit}
    role-arn: arn:aws:iam::222222222222:role/cloudformation
    requires: [quality-gate@staging]
pipeline:
  account: "333333333333"
  region: eu-west-1
  source: { bucket: ${deployedBucket} }
  approval: { time-limit: ${timeLimit} }
`
const killed = new Error('killed')

/**
 * Opens the ground with nothing deployed; stop it afterwards.
 * @param toolkit folder of the toolkit that is packed
 */
export async function deployingGround(toolkit: string): Promise<DeployingGround> {
  const codepipeline = await startScriptedCodePipeline()
  const { clock } = codepipeline
  const cloud = await startScriptedCloudFormation(clock, { operationSeconds: 1, changeSetSeconds: 0.5 })
  const memory = inMemoryObjects({ now: () => clock.now().getTime() })
  const tree = await writeTree({})
  const shop = deployedShop(cloud.service, codepipeline)
  const made: string[] = []
  let calls: DeployingCall[] = []
  let kill: { readonly at: number; readonly when: 'before' | 'after'; readonly run: AbortController } | undefined

  /** Counts a call, and says what becomes of it. */
  const fateOf = (name: string): Disturbance | undefined => {
    const call = { index: calls.length, name }
    calls.push(call)
    if (kill === undefined || call.index < kill.at) return ground.disturb(call)
    kill.run.abort(killed)
    return call.index === kill.at && kill.when === 'after' ? 'lost' : 'reset'
  }
  const around = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    const fate = fateOf(name)
    if (fate !== undefined && fate !== 'lost') throw failures[fate](name)
    const answer = await call()
    if (fate === 'lost') throw failures.lost(name)
    return answer
  }
  cloud.fault = ({ action }) => queryFaults[fateOf(action) ?? 'none']
  codepipeline.fault = (name) => {
    shop.catchUp()
    return jsonFaults[fateOf(name) ?? 'none']
  }
  const objects = objectsWithin(memory, (name, _, call) => around(name, call))
  const buckets: Awaited<ReturnType<AwsAccount['buckets']>> = {
    expiry: async () => undefined,
    versioning: (bucket) =>
      around('versioning', async (): Promise<'enabled'> => {
        if (made.includes(bucket)) return 'enabled'
        throw new StageError('bucket-missing', `there is no bucket ${bucket}`)
      }),
    makeVersioned: (bucket) =>
      around('makeVersioned', async () => {
        if (!made.includes(bucket)) made.push(bucket)
      }),
  }
  const [stacksAt, pipelinesAt] = [cloud.endpoint, codepipeline.endpoint].map((endpoint) =>
    awsAtEndpoint(endpoint, { region: 'eu-west-1', account: '333333333333', secretAccessKey: 'any' }),
  )
  const own: AwsAccount = {
    ...stacksAt!.at({}),
    objects,
    pipelines: () => pipelinesAt!.at({}).pipelines(),
    buckets: async () => buckets,
  }
  const aws: Aws = {
    at: ({ account = '333333333333' }) => ({
      ...own,
      identity: () => around('identity', async () => ({ account, arn: `arn:aws:iam::${account}:root` })),
    }),
  }

  const run = async (underWay: UnderWayChoice | undefined, signal?: AbortSignal): Promise<Deploying> => {
    calls = []
    const folders = { toolkit, cache: tree.folder }
    const context = testContext({ clock, aws, folders, ...(signal && { signal }) })
    await context.files.write(join(tree.folder, 'liftlock.yml'), configuration(ground.timeLimit))
    const asked = { configuration: tree.folder, out: join(tree.folder, 'out'), deploy: true, makeBucket: true }
    const inputs = renderPipelineTemplates.inputs.parse({ ...asked, ...(underWay && { underWay }) })
    const ended = await renderPipelineTemplates.run(inputs, context).then(
      (outputs) => ({ outputs, error: undefined }),
      (error: unknown) => {
        if (error instanceof StageError) return { outputs: undefined, error: errorInWords(error) }
        if (signal?.aborted) return { outputs: undefined, error: undefined }
        throw error
      },
    )
    const warnings = context.reports.flatMap((event) => (event.kind === 'warning' ? [event.text] : []))
    return { ...ended, warnings, calls }
  }
  const ground: DeployingGround = {
    cloud,
    codepipeline,
    objects: memory,
    shop,
    made,
    timeLimit: 1440,
    disturb: () => undefined,
    render: (underWay) => run(underWay),
    async renderKilledAt(at, when, underWay) {
      kill = { at, when, run: new AbortController() }
      const { calls: made } = await run(underWay, kill.run.signal)
      kill = undefined
      return made[at]?.name
    },
    async stop() {
      await Promise.all([cloud.stop(), codepipeline.stop(), tree.remove()])
    },
  }
  return ground
}

type Fates<T> = Readonly<Record<Disturbance | 'none', T | undefined>>
const queryFaults: Fates<ScriptedFault> = {
  none: undefined,
  throttled: { kind: 'throttle' },
  failed: { kind: 'answer', status: 500, body: '' },
  expired: { kind: 'expired' },
  reset: { kind: 'reset' },
  lost: { kind: 'lost' },
}
const jsonFaults: Fates<Fault> = {
  none: undefined,
  throttled: { code: 'ThrottlingException', message: 'Rate exceeded' },
  failed: { code: 'InternalFailure', status: 500 },
  expired: { code: 'ExpiredTokenException' },
  reset: 'reset',
  lost: 'lost',
}
/** What the ports of S3 and STS make of them. */
const failures: Readonly<Record<Disturbance, (name: string) => StageError>> = {
  throttled: (name) => new StageError('throttled', `${name}: Rate exceeded`),
  failed: (name) => new StageError('service-unavailable', `${name}: 500`),
  expired: (name) => new StageError('credentials-expired', `${name}: the token is expired`, { hint: 'sign in again' }),
  reset: (name) => new StageError('endpoint-unreachable', `${name}: the connection broke`),
  lost: (name) => new StageError('endpoint-unreachable', `${name}: the connection broke`),
}
