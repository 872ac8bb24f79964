import { z } from 'zod'
import { parseRecord } from '../../../core/documents/stored-record.ts'
import { objectLimits } from '../../../core/object-limits.ts'
import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { again, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { patientStore } from '../sources/source-bucket.ts'

/** Where a pipeline notes which executions are started again after its update. */
export interface RestartPlace {
  readonly bucket: string
  readonly pipeline: string
  readonly store: Pick<AwsAccount, 'objects'>
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
/** Ids alone: what an execution is started with comes from the service, so nobody can write it into the bucket. */
const recordSchema = z.strictObject({ formatVersion: z.literal(1), executions: z.array(id).max(1000) })

/** The executions that an update, maybe an interrupted one, has still to start again. Oldest first. */
export async function findRestarts(place: RestartPlace, context: Pick<Context, 'clock' | 'signal'>) {
  return (await readRestarts(place, context))?.executions ?? []
}

/** Notes them, before the update stops them. @param change gives the new list */
export async function changeRestarts(
  place: RestartPlace,
  change: (executions: readonly string[]) => readonly string[],
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<void> {
  const { bucket, store } = place
  const repeat = patientStore(store, context)
  for (let tries = 1; tries <= 5; tries += 1) {
    const found = await readRestarts(place, context)
    const former = found?.executions ?? []
    const executions = [...new Set(change(former))]
    if (executions.join() === former.join()) return
    const body = Buffer.from(JSON.stringify({ formatVersion: 1, executions }))
    const written = await repeat(() => store.objects.replace(bucket, keyOf(place), body, found?.etag))
    if (written === 'replaced') return
  }
  throw new StageError('service-refused', `s3://${bucket}/${keyOf(place)} keeps being written by others`, {
    hint: next`find out who else deploys the pipeline, then ${again}`,
  })
}

async function readRestarts(place: RestartPlace, context: Pick<Context, 'clock' | 'signal'>) {
  const { bucket, store } = place
  const key = keyOf(place)
  const object = await patientStore(store, context)(() => store.objects.read(bucket, key, objectLimits.record))
  if (object === undefined) return undefined
  const hint = 'remove it; then look at the pipeline, and start what is missing'
  const record = { name: `s3://${bucket}/${key}`, reason: 'record-unreadable', hint } as const
  return { ...parseRecord(object.body, recordSchema, record), etag: object.etag }
}

function keyOf({ pipeline }: RestartPlace): string {
  return `pipelines/${pipeline}/restarts.json`
}
