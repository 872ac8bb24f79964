import { StageError } from '../../core/run/stage-error.ts'
import { isTransient } from '../retry/transient.ts'
import { holderText, type LeaseContext } from './acquire-lease.ts'
import { type LeasePlace, type LeaseRecord, readLease, writeLease } from './lease-record.ts'

/** A lease that is held. */
export interface Lease {
  /**
   * Higher than the number of every earlier holder. It is written into records, so that an earlier holder cannot
   * replace them.
   */
  readonly fencing: number
  /**
   * Renews the lease now, so that no other run can take it over for its whole time to live. Called right before
   * critical calls.
   * @throws StageError `lease-lost` when another run has it
   */
  confirm(): Promise<void>
}

/** A lease, and what keeps it alive. */
export interface KeptLease extends Lease {
  /** Aborted with the StageError `lease-lost` when another run has the lease. */
  readonly lost: AbortSignal
  /** Stops the renewals and gives the lease back. A failure is only a warning, because the lease expires by itself. */
  release(): Promise<void>
}

/**
 * Renews a lease in the background, four times in its time to live. A failed renewal shows nothing and is repeated. The
 * lease is lost only once another holder is read.
 */
export function keepLease(place: LeasePlace, taken: LeaseRecord, context: LeaseContext): KeptLease {
  const { clock, report } = context
  const lost = new AbortController()
  const ended = new AbortController()
  let turn: Promise<unknown> = Promise.resolve()
  /** Allows one write at a time, so that our own renewal is never mistaken for another run's. */
  const inTurn = <T>(write: () => Promise<T>): Promise<T> => {
    const next = turn.then(write)
    turn = next.catch(() => undefined)
    return next
  }
  const renew = () =>
    inTurn(async () => {
      try {
        await rewrite(place, taken, (lease) => ({ ...lease, renewal: lease.renewal + 1 }))
      } catch (error) {
        if (error instanceof StageError && error.reason === 'lease-lost') lost.abort(error)
        throw error
      }
    })
  const renewals = (async () => {
    while (!ended.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(taken.secondsToLive * 250, ended.signal, 'background').catch(() => undefined)
      if (!ended.signal.aborted) await renew().catch(() => undefined)
    }
  })()
  return {
    fencing: taken.fencing,
    lost: lost.signal,
    async confirm() {
      lost.signal.throwIfAborted()
      await renew()
    },
    async release() {
      ended.abort()
      await renewals
      if (lost.signal.aborted) return
      try {
        await inTurn(() => rewrite(place, taken, (lease) => ({ ...lease, holder: null })))
      } catch (error) {
        if (error instanceof StageError && error.reason === 'lease-lost') return
        const why = error instanceof Error ? error.message : String(error)
        const text = `${place.environment}: its lease was not given back and expires in ${taken.secondsToLive} s (${why})`
        report({ kind: 'warning', text })
      }
    },
  }
}

/** How often a write is tried when its failure does not show the state of the lease. */
const tries = 3

/**
 * Changes our own lease.
 * @throws StageError `lease-lost`, or a reason of the `Objects` port
 */
async function rewrite(
  place: LeasePlace,
  taken: LeaseRecord,
  change: (lease: LeaseRecord) => LeaseRecord,
): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      const found = await readLease(place)
      if (found?.lease.holder?.id !== taken.holder!.id) throw lostTo(found?.lease, place)
      if ((await writeLease(place, change(found.lease), found.etag)) === 'replaced') return
    } catch (error) {
      failures += 1
      if (!isTransient(error) || failures >= tries) throw error
    }
  }
}

function lostTo(lease: LeaseRecord | undefined, { environment, application }: LeasePlace): StageError {
  const now =
    lease === undefined ? 'it was removed' : lease.holder === null ? 'it was given back' : holderText(lease.holder)
  return new StageError('lease-lost', `the lease of ${environment} of ${application} is no longer ours: ${now}`, {
    hint: 'check which release runs now, then run again; a started operation is found and followed',
  })
}
