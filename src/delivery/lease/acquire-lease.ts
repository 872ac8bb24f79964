import { randomUUID } from 'node:crypto'
import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { type RunIdentity, runText } from '../../core/run/run-identity.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { findEnvironmentRecord } from '../environment/environment-record.ts'
import { isTransient } from '../retry/transient.ts'
import {
  type LeaseHolder,
  type LeasePlace,
  type LeaseRecord,
  nextFencing,
  type ReadLease,
  readLease,
  writeLease,
} from './lease-record.ts'
import { planAcquisition } from './plan-acquisition.ts'

/** A request for a lease. */
export interface LeaseRequest {
  readonly place: LeasePlace
  /** The purpose of the lease, such as `promote 9f3a61c04e7b`. */
  readonly purpose: string
  /** How long to wait for another holder. */
  readonly waitSeconds: number
  readonly secondsToLive: number
}

/** The parts of the context that keeping a lease needs. */
export type LeaseContext = Pick<Context, 'clock' | 'report' | 'run' | 'signal'>

/** Interval between reads of a lease that another run holds. */
const lookMilliseconds = 1000
/** How many calls in a row may fail without showing the state of the lease. */
const failuresAllowed = 5

/**
 * Takes the lease when it is free, or when it stayed unchanged for the time to live that its holder declared. A write
 * whose response is lost is recognized by its own id.
 * @throws StageError `lease-held` after the waiting time, `lease-unreadable`, or a reason of the `Objects` port
 */
export async function acquireLease(request: LeaseRequest, context: LeaseContext): Promise<LeaseRecord> {
  const { place, waitSeconds } = request
  const { clock, signal } = context
  const holder = holderOf(request.purpose, context)
  const deadline = clock.elapsed() + waitSeconds * 1000
  let watched: { readonly etag: string | undefined; readonly since: number } | undefined
  let told: string | undefined
  for (let failures = 0; ; ) {
    try {
      signal.throwIfAborted()
      const found = await readLease(place)
      if (found?.lease.holder?.id === holder.id) return found.lease
      const now = clock.elapsed()
      if (watched === undefined || watched.etag !== found?.etag) watched = { etag: found?.etag, since: now }
      const step = planAcquisition(found, now - watched.since)
      if (step.kind === 'wait') {
        if (now >= deadline) throw stillHeld(place, found!)
        told = tellOnce(told, found!, request, context)
        await clock.sleep(Math.min(lookMilliseconds, step.milliseconds, Math.max(1, deadline - now)), signal)
      } else {
        const lease = await nextLease(request, found, holder)
        if ((await writeLease(place, lease, found?.etag)) === 'replaced') {
          if (step.kind === 'take-over') tellTakeover(found!, place, context)
          return lease
        }
      }
      failures = 0
    } catch (error) {
      failures += 1
      if (!isTransient(error) || failures > failuresAllowed) throw error
      await clock.sleep(pauseAfter(failures, { first: 200, longest: 1000 }), signal)
    }
  }
}

function holderOf(purpose: string, { run, clock }: LeaseContext): LeaseHolder {
  const { id, ...identity } = run
  return { id: randomUUID(), ...identity, run: id, purpose, since: clock.now().toISOString() }
}

/** After a lease was removed, the numbers continue above the number in the environment's record. */
async function nextLease(
  { place, secondsToLive }: LeaseRequest,
  found: ReadLease | undefined,
  holder: LeaseHolder,
): Promise<LeaseRecord> {
  const { objects, application, environment } = place
  const last = found?.lease.fencing ?? (await findEnvironmentRecord(objects, place))?.record.fencing ?? 0
  return {
    formatVersion: 1,
    application,
    environment,
    fencing: nextFencing(last, place),
    secondsToLive,
    renewal: 0,
    holder,
  }
}

function tellOnce(
  told: string | undefined,
  { lease }: ReadLease,
  { place, waitSeconds }: LeaseRequest,
  { report }: LeaseContext,
): string {
  const { id, since } = lease.holder!
  const what = `${place.environment} of ${place.application}: waiting for ${holderText(lease.holder!)}`
  if (told === id) report({ kind: 'progress', text: what })
  else {
    const address = lease.holder!.url === undefined ? '' : `, ${lease.holder!.url}`
    report({ kind: 'note', text: `${what}, since ${since}${address}; for at most ${Math.round(waitSeconds / 60)} min` })
  }
  return id
}

function tellTakeover({ lease }: ReadLease, { environment }: LeasePlace, { report }: LeaseContext): void {
  const text = `${environment}: ${holderText(lease.holder!)} has not renewed its lease for ${lease.secondsToLive} s; this run takes it over`
  report({ kind: 'note', text })
}

function stillHeld({ environment, application }: LeasePlace, { lease }: ReadLease): StageError {
  const { url } = lease.holder!
  return new StageError('lease-held', `${environment} of ${application} is in use by ${holderText(lease.holder!)}`, {
    hint: `run again when that has ended${url === undefined ? '' : `: ${url}`}`,
  })
}

/** A holder as messages name it. */
export function holderText({ host, run, actor, purpose }: LeaseHolder): string {
  const identity: RunIdentity = { host, id: run, ...defined({ actor }) }
  return `${runText(identity)} (${purpose})`
}
