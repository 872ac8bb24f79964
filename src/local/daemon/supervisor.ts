import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StageError } from '../../core/run/stage-error.ts'
import { startAppSync } from '../appsync/server.ts'
import { startEgressProxy } from '../egress/proxy.ts'
import { type LocalEnvironment, localAccounts, localRegion } from '../local-environment.ts'
import { daemonPaths, removeRecord, writeRecord } from './daemon-record.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { proxyEnvironment } from './emulator-environment.ts'
import { tryLock } from './exclusive-lock.ts'
import { startExecutor } from './executor/executor.ts'
import { holdPort } from './free-port.ts'
import { findProcess } from './process-group.ts'
import { newSecret } from './secret.ts'
import { toolkitBuild } from './toolkit-build.ts'

export interface SupervisorOptions {
  /** State folder. */
  readonly home: string
  readonly python: string
  readonly iam: boolean
  readonly egress: boolean
  /** Initial origins whose web pages may call GraphQL. */
  readonly origins: readonly string[]
  /** Stops everything when it is aborted. */
  readonly signal: AbortSignal
}

const preferredPorts = { endpoint: 4610, appsync: 4611, pipelines: 4612 }

/**
 * Runs the local AWS in this process until the signal, or until the emulator ends. It leaves nothing behind.
 * @throws StageError `local-unavailable` when another one runs from the same folder, or a part does not start
 */
export async function superviseLocal(options: SupervisorOptions): Promise<void> {
  const paths = daemonPaths(options.home)
  const lock = await tryLock(paths.instanceLock)
  if (!lock) throw new StageError('local-unavailable', `a local AWS runs already from ${options.home}`)
  const closing: (() => Promise<void>)[] = [lock.release, () => removeRecord(options.home)]
  try {
    const emulator = await startParts(options, closing)
    await Promise.race([emulator.exited, aborted(options.signal)])
    if (!options.signal.aborted) console.error('the emulator ended by itself; what it held is gone')
  } finally {
    for (const close of closing.reverse()) await close().catch((error: unknown) => console.error(error))
  }
}

async function startParts(options: SupervisorOptions, closing: (() => Promise<void>)[]): Promise<Emulator> {
  const { home, iam, egress, origins } = options
  const paths = daemonPaths(home)
  const token = randomBytes(24).toString('hex')
  const gatewayToken = randomBytes(24).toString('hex')
  const secretAccessKey = newSecret()
  const supervisor = (await findProcess(process.pid)) ?? { pid: process.pid }
  const record = { supervisor, build: await toolkitBuild(), startedAt: new Date().toISOString() }
  await writeRecord(home, { ...record, status: 'starting' })

  const proxy = await startEgressProxy({
    log: paths.egress,
    authority: paths.authority,
    open: egress,
    warn: (line) => console.error(line),
  })
  closing.push(proxy.close)
  const executor = startExecutor({ home, log: (line) => console.error(line) })
  closing.push(executor.stop)
  // The emulator needs the addresses of the adapter and the executor before they can serve.
  const heldForPipelines = await holdPort(preferredPorts.pipelines)
  closing.push(heldForPipelines.release)
  const held = await holdPort(preferredPorts.appsync)
  closing.push(held.release)
  const appsyncUrl = `http://127.0.0.1:${held.port}`
  const emulator = await startEmulator({
    python: options.python,
    folder: join(home, paths.emulatorPrefix + randomBytes(4).toString('hex')),
    region: localRegion,
    account: localAccounts.staging,
    iam,
    corrected: true,
    preferredPort: preferredPorts.endpoint,
    keys: paths.keys,
    token,
    secretAccessKey,
    environment: {
      LIFTLOCK_APPSYNC_URL: appsyncUrl,
      LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${heldForPipelines.port}`,
      LIFTLOCK_CODEPIPELINE_TOKEN: gatewayToken,
      LIFTLOCK_LOCAL_ORIGINS: origins.join(','),
      ...proxyEnvironment(proxy.url, proxy.authorityFile),
    },
  })
  // Actions of pipelines work on the emulator, so the executor is stopped before it.
  closing.push(() => rm(paths.poolKeys, { recursive: true, force: true }), emulator.stop, executor.stop)
  const emulatorProcess = (await findProcess(emulator.pid)) ?? { pid: emulator.pid }
  await writeRecord(home, { ...record, status: 'starting', emulator: emulatorProcess })

  const { endpoint } = emulator
  await heldForPipelines.release()
  const pipelinesServe = executor.serve({
    endpoint,
    token,
    gatewayToken,
    secretAccessKey,
    iam,
    port: heldForPipelines.port,
    sources: paths.pipelineSources,
    builds: {
      python: options.python,
      proxy: proxyEnvironment(proxy.url, proxy.authorityFile),
      services: [appsyncUrl],
    },
  })
  await held.release()
  const appsync = await startAppSync({
    endpoint,
    token,
    secretAccessKey,
    port: held.port,
    iam,
    origins,
    http: proxy.http,
    accounts: Object.values(localAccounts),
    region: localRegion,
    log: (line) => console.error(line),
  })
  closing.push(() => appsync.close())
  const environment: LocalEnvironment = {
    endpoint,
    appsyncUrl,
    token,
    secretAccessKey,
    region: localRegion,
    accounts: localAccounts,
    iam,
    egress,
    origins,
    isolation: emulator.isolation,
  }
  await pipelinesServe
  await writeRecord(home, { ...record, status: 'ready', emulator: emulatorProcess, environment })
  return emulator
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
