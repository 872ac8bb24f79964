import { unreadable } from '../../core/documents/stored-record.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandText } from '../../core/text/command-line.ts'
import { bucketRecord } from '../bucket-record.ts'
import { parseStackId } from '../stack-identity.ts'

type RecordAddress = { readonly bucket: string; readonly key: string }
type Owner = { readonly application: string; readonly environment: string }

/** @throws StageError `record-unreadable` when a record belongs to another application or environment */
export function refuseOtherRecord(record: Owner, wanted: Owner, place: RecordAddress): void {
  if (record.application === wanted.application && record.environment === wanted.environment) return
  const said = `${record.environment} of ${record.application}`
  throw unreadable(
    bucketRecord('record-unreadable', place),
    `is the record of ${said}, not of ${wanted.environment} of ${wanted.application}`,
  )
}

/**
 * Account and region of a record. When the record names them, they must equal those of its stack.
 * @throws StageError `record-unreadable`
 */
export function stackOf(
  {
    stackId,
    account,
    region,
  }: { readonly stackId: string; readonly account?: string | undefined; readonly region?: string | undefined },
  place: RecordAddress,
): { readonly account: string; readonly region: string } {
  const stored = bucketRecord('record-unreadable', place)
  const stack = parseStackId(stackId)
  if (stack === undefined)
    throw unreadable(stored, `is damaged: stackId: ${stackId.slice(0, 100)} is not the id of a stack`)
  if ((account ?? stack.account) !== stack.account || (region ?? stack.region) !== stack.region)
    throw unreadable(
      stored,
      `contradicts itself: it names account ${account} and region ${region}, but stack ${stackId}`,
    )
  return { account: stack.account, region: stack.region }
}

/** The lease number can be this much higher than the record's: one gate a minute would take two years to get there. */
const mostLeasesBetween = 1_000_000

/**
 * Refuses fencing numbers that no lease can have given. A forged high number would make every later deployment look
 * late after its execution. Called under the lease, before anything changes.
 * @param fencing of the lease that is held; undefined without one
 * @throws StageError `record-unreadable`, `lease-unreadable`
 */
export function refuseForgedFencing(
  recorded: number | undefined,
  fencing: number,
  { bucket, application, environment }: Owner & { readonly bucket: string },
): void {
  const name = `${application}/${environment}.json`
  const lock = `s3://${bucket}/locks/${name}`
  if ((recorded ?? 0) > fencing)
    throw new StageError(
      'record-unreadable',
      `s3://${bucket}/environments/${name} has the fencing number ${recorded}, but the held lease has ${fencing}: one of them was not written by a deployment`,
      {
        hint: commandText`find out who wrote it and restore its last good version; or, if the record is right: aws s3 rm ${lock}`,
      },
    )
  if (fencing - (recorded ?? 0) <= mostLeasesBetween) return
  throw new StageError(
    'lease-unreadable',
    `${lock} has the fencing number ${fencing}, far above ${recorded ?? 'that of the record, which has none'}: it was not written by a deployment`,
    {
      hint: commandText`if nothing is being deployed: aws s3 rm ${lock}; the next run continues from the number of the record`,
    },
  )
}
