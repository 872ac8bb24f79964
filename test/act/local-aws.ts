import { join } from 'node:path'
import { makeBucket } from '../../src/aws/make-bucket.ts'
import { ensureLocal } from '../../src/local/ensure-local.ts'
import type { LocalEnvironment } from '../../src/local/local-environment.ts'
import { stopLocal } from '../../src/local/stop-local.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { testPython } from '../support/ministack.ts'

export interface LocalAws {
  readonly local: LocalEnvironment
  /** For the runner: where AWS answers, and nothing that would give access. */
  readonly environment: Readonly<Record<string, string>>
  close(): Promise<void>
}

/**
 * A local AWS of its own below a folder, with the artifact buckets of two accounts.
 * @param options `iam`: whether permissions are enforced; false by default
 */
export async function startLocalAws(folder: string, application: string, { iam = false } = {}): Promise<LocalAws> {
  const home = join(folder, 'aws')
  const local = await ensureLocal({
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
  const { endpoint, region, accounts } = local
  const at = (accessKeyId: string) => async () => ({
    region,
    endpoint,
    credentials: async () => ({ accessKeyId, secretAccessKey: 'test' }),
  })
  await makeBucket(at(accounts.staging), `${application}-artifacts-staging`, [accounts.production])
  await makeBucket(at(accounts.production), `${application}-artifacts`, [])
  return {
    local,
    environment: { AWS_ENDPOINT_URL: endpoint, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    async close() {
      await stopLocal(home)
    },
  }
}
