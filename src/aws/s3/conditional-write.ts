import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../core/pacing/back-off.ts'
import { httpStatus, serviceCode } from '../service-errors.ts'

/** HTTP 412: the object exists already, or changed since it was read (S3 User Guide, "Conditional writes"). */
export function isPreconditionFailed(error: unknown): boolean {
  return httpStatus(error) === 412
}

/** How many times the client sent the request before this error. */
export function attemptsOf(error: unknown): number {
  return (error as { $metadata?: { attempts?: number } } | undefined)?.$metadata?.attempts ?? 1
}

const mostTries = 5

/** HTTP 409: another write or deletion of the same key is running, and S3 asks for the same request again. */
export async function retriedOnConflict<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      if (serviceCode(error) !== 'ConditionalRequestConflict' || tries === mostTries) throw error
      await sleep(pauseAfter(tries, { first: 50, longest: 3200, growth: 4 }))
    }
  }
}
