import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipelineServices } from '../../aws/pipeline-actions/pipeline-services.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { emulatorIdentities } from '../appsync/authorization/emulator-identities.ts'
import { removeFolder } from './builds/remove-folder.ts'
import { answerHttp, type Served } from './network/answer-http.ts'
import { sendEvents } from './network/send-events.ts'
import { refuseWithoutTrust, serviceSessions } from './network/service-session.ts'
import { awsProviders } from './providers/aws-providers.ts'
import { type BuildSettings, buildProviders, buildsFolder } from './providers/build-providers.ts'
import { performer } from './providers/perform.ts'
import { newestOf } from './providers/s3-source.ts'
import { machineClock } from './service/clock.ts'
import { controlsOf } from './service/controls.ts'
import { createEngine } from './service/engine.ts'
import { fileLedger } from './store/file-ledger.ts'
import { fileSettings } from './store/file-settings.ts'

export interface CodePipelineOptions {
  /** Address of the emulator's gateway. */
  readonly endpoint: string
  /** Bearer token of the launcher's own addresses. */
  readonly token: string
  /** Bearer token that the gateway sends; by default the same. */
  readonly gatewayToken?: string
  /** Secret access key of every account. */
  readonly secretAccessKey: string
  /** Enforce permissions. */
  readonly iam: boolean
  /** Port; a free one by default. */
  readonly port?: number | undefined
  /** Keeps the pipelines. */
  readonly folder: string
  /** What commands and builds run with. Without it, their actions fail. */
  readonly builds?: BuildSettings | undefined
  /** The file that names folders for repositories behind connections. */
  readonly sources?: string | undefined
  readonly log: (line: string) => void
}

export interface CodePipelineServer {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves CodePipeline to the gateway on loopback, and goes on with what had not ended.
 * @throws StageError `local-unavailable` when the port is taken, or what was kept is damaged
 */
export async function startCodePipeline(options: CodePipelineOptions): Promise<CodePipelineServer> {
  const settings = fileSettings(options.folder)
  const clock = machineClock(settings.read().ahead)
  const serviceSession = serviceSessions(options)
  const services = pipelineServices({ ...options, roles: options.iam, serviceSession })
  const isAllowed = options.iam ? emulatorIdentities(options).isAllowed : undefined
  const engine = createEngine({
    ledger: fileLedger(options.folder),
    clock,
    newId: randomUUID,
    newKey: () => [...randomBytes(7)].map((byte) => (byte % 36).toString(36)).join(''),
    perform: performer({ ...awsProviders(services), ...buildProviders({ ...options, services, isAllowed }) }),
    sendEvents: sendEvents(options),
    newestRevision: newestOf(services),
    log: options.log,
  })
  const served: Served = {
    engine,
    services,
    token: options.gatewayToken ?? options.token,
    isAllowed,
    checkRole: options.iam ? (role, source) => refuseWithoutTrust(serviceSession, { role, source }) : undefined,
    controls: controlsOf(engine, clock, settings, services.forget),
    log: options.log,
  }
  const server = createServer((request, response) => {
    answerHttp(served, request, response).catch((error: Error) => {
      options.log(`${request.method} ${request.url}: ${error.stack ?? error.message}`)
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(JSON.stringify({ __type: 'InternalFailure', message: error.message }))
    })
  })
  // A process that was killed left the folders of its builds.
  await removeFolder(buildsFolder(options.folder))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error) =>
      reject(
        new StageError('local-unavailable', `the local CodePipeline cannot listen: ${cause.message}`, {
          hint: 'end what listens there, or choose another port',
          cause,
        }),
      ),
    )
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  // Nothing may be asked before this: what a request begins would begin twice.
  engine.resume()
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      engine.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
