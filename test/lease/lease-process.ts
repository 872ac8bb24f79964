import { createInterface } from 'node:readline'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { writeEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { withLease } from '../../src/delivery/lease/with-lease.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { recordOf } from '../support/staged-evidence.ts'
import { configureAt } from '../support/test-buckets.ts'

/*
 * A run that works under the lease of staging: it says `working <fencing>`, and for each line that it reads it confirms the lease and
 * says in the environment's record that its release runs, or `refused <reason>`. The line `end` ends it.
 */
const [endpoint, name] = process.argv.slice(2) as [string, string]
const secretAccessKey = process.env.AWS_SECRET_ACCESS_KEY ?? ''
const objects = s3Objects(configureAt({ endpoint, secretAccessKey }))
const interruption = new AbortController()
process.once('SIGTERM', () => interruption.abort(new Error('interrupted')))
const say = (text: string) => process.stdout.write(`${text}\n`)
const context = { clock: nodeClock, report: () => {}, run: { host: 'test', id: name }, signal: interruption.signal }
const place = { objects, bucket: 'bucket', application: 'parking', environment: 'staging' }

try {
  await withLease({ ...place, purpose: 'work', secondsToLive: 1 }, context, async ({ fencing, confirm }, signal) => {
    say(`working ${fencing}`)
    const lines = createInterface({ input: process.stdin, signal })
    for await (const line of lines) {
      if (line === 'end') return
      await confirm()
      await record(fencing)
      say('written')
    }
    signal.throwIfAborted()
  })
  say('ended')
} catch (error) {
  say(`refused ${error instanceof StageError ? error.reason : (error as Error).message}`)
}
process.exit()

async function record(fencing: number): Promise<void> {
  const { application, environment, bucket } = place
  const stackId = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/1'
  const deployedAt = nodeClock.now().toISOString()
  const record = recordOf({ application, environment, stackId }, { release: sha256(name), deployedAt, fencing })
  await writeEnvironmentRecord(objects, bucket, record, undefined)
}
