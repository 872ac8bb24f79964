import { join } from 'node:path'
import { ensureLocal } from '../../src/local/daemon/ensure-local.ts'
import { stopLocal } from '../../src/local/daemon/stop-local.ts'
import { ensureBucket } from '../../src/local/ensure-bucket.ts'
import type { LocalEnvironment } from '../../src/local/local-environment.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { commandBundle } from '../support/command-program.ts'
import { testPython } from '../support/ministack.ts'

export interface LocalAws {
  readonly local: LocalEnvironment
  /** For the runner: where AWS answers, and nothing that would give access. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * A local AWS of its own below a folder, with the artifact buckets of two accounts.
 * @param options `iam`: whether permissions are enforced; false by default. `workers`: more roles that may write to the buckets
 */
export async function startLocalAws(
  folder: string,
  application: string,
  { iam = false, workers = [] as readonly string[] } = {},
): Promise<LocalAws> {
  const home = join(folder, 'aws')
  const local = await ensureLocal({
    bundle: commandBundle(),
    iam,
    egress: false,
    environment: { LIFTLOCK_HOME: home },
    context: {
      python: testPython,
      report: () => undefined,
      signal: new AbortController().signal,
      folders: { toolkit: packageRoot(), cache: cacheFolder(process.env) },
    },
  })
  const { endpoint, accounts } = local
  for (const [name, bucket] of Object.entries({ staging: '-artifacts-staging', production: '-artifacts' })) {
    const account = accounts[name as keyof typeof accounts]
    const roles = [`liftlock-${name}`, ...workers].map((role) => `arn:aws:iam::${account}:role/${role}`)
    const readers = name === 'staging' ? [accounts.production] : []
    await ensureBucket(local, { name, bucket: `${application}${bucket}`, account, roles }, readers)
  }
  return {
    local,
    environment: { AWS_ENDPOINT_URL: endpoint, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    async close() {
      await stopLocal(home)
    },
  }
}
