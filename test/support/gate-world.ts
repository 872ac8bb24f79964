import type { Report } from '../../src/core/run/report.ts'
import type { GateOptions } from '../../src/delivery/gate/gate-run.ts'
import type { GateReport } from '../../src/delivery/gate/report/gate-report.ts'
import { runGate } from '../../src/delivery/gate/run-gate.ts'
import { gateOf } from '../../src/generator/scenarios/render-gate.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { reportInWords } from './in-command-words.ts'
import { type InMemoryEnvironment, inMemoryEnvironment } from './in-memory-gate-services.ts'
import { type ParkingDesk, startParkingDesk } from './parking-desk.ts'

/** ParkingDesk that runs, and a gate before it. */
export interface GateWorld {
  readonly environment: InMemoryEnvironment
  readonly desk: ParkingDesk
  readonly options: GateOptions
  readonly reports: Report<string>[]
  run(options?: Partial<GateOptions>, signal?: AbortSignal): Promise<GateReport>
}

/** What the outputs of ParkingDesk name. */
export const gateIds = [
  { type: 'AWS::Cognito::UserPool', physicalId: 'pool' },
  { type: 'AWS::Cognito::UserPoolClient', physicalId: 'client' },
  { type: 'AWS::Events::EventBus', physicalId: 'bus' },
]

export const testApiKey = 'da2-canaryapikey0000000000'

export async function gateWorld(environment = inMemoryEnvironment()): Promise<GateWorld> {
  const desk = await startParkingDesk(environment, testApiKey)
  const tables = ['EventStore', 'Keychain', 'Idempotency', 'Outbox', 'ViewStore']
  const reports: Report<string>[] = []
  const options: GateOptions = {
    definition: gateOf(desk.model),
    environment: 'staging',
    stack: {
      name: 'parking-desk-staging',
      id: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking-desk-staging/1',
      outputs: {
        apiEndpoint: desk.endpoint,
        apiKey: testApiKey,
        userPoolId: 'pool',
        userPoolClientId: 'client',
        eventBus: 'bus',
      },
      parameters: { LiftlockRelease: 'none' },
      hosts: { local: true, region: 'eu-west-1', resources: gateIds, domains: new Set() },
      admitted: new Set(),
      tables: new Map(tables.map((name) => [name, `table-${name}`])),
    },
    cleaning: 'allowed',
    lanes: 1,
    traceTimeoutSeconds: 1,
    queryTimeoutSeconds: 1,
    settleSeconds: 0.2,
  }
  return {
    environment,
    desk,
    options,
    reports,
    run: (changes = {}, signal = new AbortController().signal) =>
      runGate(
        { ...options, ...changes },
        {
          services: environment.services,
          http: nodeHttp,
          clock: nodeClock,
          report: (event) => reports.push(reportInWords(event)),
          signal,
        },
      ),
  }
}
