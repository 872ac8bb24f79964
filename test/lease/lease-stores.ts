import { s3Objects } from '../../src/aws/s3/objects.ts'
import type { Objects } from '../../src/core/ports/objects.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import type { EmulatorAddress } from '../support/local-clients.ts'
import { startMinistack } from '../support/ministack.ts'
import { configureAt, makeBucket } from '../support/test-buckets.ts'

/** A bucket named `bucket` in some store. */
export interface LeaseStore {
  readonly objects: Objects
  /** Of the service; undefined for memory. */
  readonly address?: EmulatorAddress
  close(): Promise<void>
}

/** The stores that leases are kept in; all are held to the same contract. */
export const leaseStores: readonly (readonly [name: string, open: () => Promise<LeaseStore>])[] = [
  ['memory', async () => ({ objects: inMemoryObjects(), close: async () => {} })],
  ['MiniStack', openMinistack],
]

/** S3 of an emulator of its own. */
export async function openMinistack(): Promise<Required<LeaseStore>> {
  const { endpoint, secretAccessKey, stop } = await startMinistack()
  const address = { endpoint, secretAccessKey }
  await makeBucket(address, 'bucket')
  return { objects: s3Objects(configureAt(address)), address, close: stop }
}
