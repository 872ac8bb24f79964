import { createHash } from 'node:crypto'
import type { Settlement } from '../../src/local/codepipeline/machine/settle.ts'
import { answerOperation } from '../../src/local/codepipeline/operations/operations.ts'
import { createEngine } from '../../src/local/codepipeline/service/engine.ts'
import type { Order } from '../../src/local/codepipeline/service/perform-work.ts'
import { type Ledger, noLedger } from '../../src/local/codepipeline/service/scope.ts'
import type { NewestRevision } from '../../src/local/codepipeline/service/source-watch.ts'
import { movedClock } from './moved-clock.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of fifty operations, whose members the tests name.
type Answer = Readonly<Record<string, any>>

interface ServiceOptions {
  readonly ledger?: Ledger
  readonly salt?: string
  readonly log?: (line: string) => void
  readonly newestRevision?: NewestRevision
}

const refuseToLog = (line: string) => {
  throw new Error(line)
}

/** The service without its network: the test is the provider of every action that is no approval. */
export function codePipelineService({
  ledger = noLedger,
  salt = '',
  log = refuseToLog,
  newestRevision,
}: ServiceOptions = {}) {
  let count = 0
  const { clock, passMinutes } = movedClock()
  const orders: { readonly order: Order; readonly settle: (settlement: Settlement | undefined) => void }[] = []
  const newId = () => {
    const digest = createHash('sha256').update(`${salt}${++count}`).digest('hex')
    return [8, 4, 4, 4, 12].map((length, at) => digest.slice(at * 8, at * 8 + length)).join('-')
  }
  const engine = createEngine({
    ledger,
    clock,
    newId,
    newKey: () => newId().slice(0, 7),
    perform: (order) => new Promise((settle) => orders.push({ order, settle })),
    log,
    ...(newestRevision && { newestRevision }),
  })
  const caller = { account: '111111111111', region: 'eu-west-1', arn: 'arn:aws:iam::111111111111:user/ada' }
  const open = () =>
    orders.filter(({ order }) => order.work.status === 'InProgress' && !order.signal.aborted).map(({ order }) => order)
  return {
    engine,
    caller,
    passMinutes,
    /** Calls an operation as a client does. */
    call: (operation: string, input: object = {}): Answer => answerOperation(engine, caller, operation, input),
    /** Names of what providers work on. */
    working: (): readonly string[] => open().map(({ work }) => work.name),
    orders: open,
    /** Tells the end of the newest run of this name. */
    settle: (name: string, settlement: Settlement): void => {
      const found = orders.findLast(({ order }) => order.work.name === name && order.work.status === 'InProgress')
      if (found === undefined) throw new Error(`${name} is not in progress`)
      found.settle(settlement)
    },
    /** Tells the end of one run of an action, by its id. */
    settleWork: (id: string, settlement: Settlement): void =>
      orders.find(({ order }) => order.work.id === id)!.settle(settlement),
    /** Waits until nothing more happens by itself. */
    rest: async (): Promise<void> => {
      for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate)
    },
  }
}

/** A pipeline as a client creates it: a source, an approval and a function. */
export function aDeclaration(name = 'Garage'): Answer {
  return {
    name,
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    pipelineType: 'V2',
    executionMode: 'QUEUED',
    artifactStore: { type: 'S3', location: 'artifacts' },
    variables: [{ name: 'Release', defaultValue: 'none' }],
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Fetch',
            actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
            configuration: { S3Bucket: 'sources', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' },
            outputArtifacts: [{ name: 'Code' }],
            namespace: 'Origin',
          },
        ],
      },
      {
        name: 'Approve',
        actions: [
          {
            name: 'Ask',
            actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
            configuration: { CustomData: '#{variables.Release}' },
          },
        ],
      },
      {
        name: 'Deploy',
        actions: [
          {
            name: 'Roll',
            actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
            configuration: { FunctionName: 'roll' },
            inputArtifacts: [{ name: 'Code' }],
          },
        ],
      },
    ],
  }
}
