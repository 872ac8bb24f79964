import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../../src/local/daemon/emulator.ts'
import type { Isolation } from '../../src/local/local-environment.ts'
import { findPython } from '../../src/system/find-python.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { ensurePython } from '../../src/system/python-environment.ts'

export interface TestMinistackOptions {
  /** Started through our launcher with its corrections; true by default. */
  readonly launcher?: boolean
  /** Permissions are enforced, the roles of functions included; false by default. */
  readonly iam?: boolean
  /** `eu-west-1` by default. */
  readonly region?: string
  /** Secret access key of every account; a random one by default. */
  readonly secretAccessKey?: string
  /** Variables that the emulator and its functions see, such as `LIFTLOCK_APPSYNC_URL`. */
  readonly environment?: Readonly<Record<string, string>>
  /** The one of the tests by default. */
  readonly python?: string
}

export interface TestMinistack {
  /** For `AWS_ENDPOINT_URL`. The access key id of twelve digits chooses the account. */
  readonly endpoint: string
  /** Secret access key of every account. */
  readonly secretAccessKey: string
  /** Bearer token of the addresses below `/_liftlock/`. */
  readonly token: string
  /** How functions are apart from the user. */
  readonly isolation: Isolation
  readonly pid: number
  /** What it writes lies here. */
  readonly folder: string
  /** Ends it with everything that it started, and removes its folder. */
  stop(): Promise<void>
}

/** A MiniStack of its own for one test file, ready to answer; calls without a signature go to account 111111111111. */
export async function startMinistack(options: TestMinistackOptions = {}): Promise<TestMinistack> {
  return startEmulator({
    python: options.python ?? (await testPython()),
    folder: await mkdtemp(join(tmpdir(), 'liftlock-ministack-')),
    region: options.region ?? 'eu-west-1',
    account: '111111111111',
    iam: options.iam ?? false,
    corrected: options.launcher ?? true,
    secretAccessKey: options.secretAccessKey,
    environment: options.environment,
  })
}

/** The Python of the tests: `TEST_LIFTLOCK_PYTHON`, else the environment that the toolkit makes for itself. */
export async function testPython(): Promise<string> {
  const processes = nodeProcesses(new AbortController().signal)
  return (
    process.env.TEST_LIFTLOCK_PYTHON ||
    ensurePython({
      requirements: join(packageRoot(), 'runtime', 'requirements.txt'),
      cache: cacheFolder(process.env),
      processes,
      interpreter: () => findPython(processes, process.env.LIFTLOCK_PYTHON),
    })
  )
}
