import { readAppSyncConfiguration } from '../../../aws/appsync/configuration.ts'
import type { ClientConfiguration } from '../../../aws/client-configuration.ts'
import { RequestRefused } from '../request-refused.ts'
import { type ServedApi, servedApi } from './served-api.ts'

export interface ApiDirectoryOptions {
  readonly endpoint: string
  readonly token: string | undefined
  /** Secret access key of every account. */
  readonly secretAccessKey: string
  readonly region: string
  /** Accounts that may own an API, twelve digits each. */
  readonly accounts: readonly string[]
}

/** The deployed APIs of the emulator. */
export interface ApiDirectory {
  /** @returns undefined if none of the accounts has this API */
  find(id: string): Promise<ServedApi | undefined>
}

/** How long a configuration is used when the emulator does not report changes. */
const believedMilliseconds = 1_000

interface Known {
  readonly version: string
  readonly api: Promise<ServedApi | undefined>
}

/** Reads an API once, and again after the emulator's version of all APIs has changed. */
export function apiDirectory(options: ApiDirectoryOptions): ApiDirectory {
  const known = new Map<string, Known>()
  return {
    async find(id) {
      const version = await readVersion(options)
      const current = known.get(id)
      if (current?.version === version) return current.api
      const api = read(options, id)
      known.set(id, { version, api })
      const forget = () => {
        if (known.get(id)?.api === api) known.delete(id)
      }
      api.then((found) => found === undefined && forget(), forget)
      return api
    },
  }
}

/**
 * The launcher's count of API changes. An emulator without our launcher has no count, so the configuration is read
 * again after a while.
 */
async function readVersion({ endpoint, token }: ApiDirectoryOptions): Promise<string> {
  const headers = { authorization: `Bearer ${token ?? ''}` }
  const answer = await fetch(`${endpoint}/_liftlock/appsync/version`, { headers }).catch((error: Error) => {
    throw new RequestRefused(
      503,
      'ServiceUnavailable',
      `The local AWS at ${endpoint} does not answer: ${error.message}`,
    )
  })
  const text = await answer.text()
  return answer.ok ? text : `time ${Math.floor(Date.now() / believedMilliseconds)}`
}

async function read(options: ApiDirectoryOptions, id: string): Promise<ServedApi | undefined> {
  const { endpoint, region, accounts, secretAccessKey } = options
  for (const account of accounts) {
    const credentials = async () => ({ accessKeyId: account, secretAccessKey })
    const configuration: ClientConfiguration = { endpoint, region, credentials }
    const found = await readAppSyncConfiguration(configuration, id, account)
    if (found) return servedApi(found)
  }
  return undefined
}
