import { readBounded } from './bounded.ts'
import { StageError } from './run/stage-error.ts'

const mebi = 1024 * 1024

/** How many bytes may be read from a bucket into memory. A larger object is refused before or while it is read. */
export const objectLimits = {
  /** Records, leases and pointers have a few hundred bytes. */
  record: mebi,
  /** About 150 bytes for each of 50,000 artifacts. */
  manifest: 8 * mebi,
  plan: 16 * mebi,
  /** A nested template; CloudFormation takes one megabyte. */
  template: 2 * mebi,
  /** Anything else that is read as a whole, such as compiled scenarios. */
  any: 64 * mebi,
} as const

/**
 * Refuses an object by the size that its store states, or by what has arrived so far.
 * @throws StageError `object-too-large`
 */
export function refuseLarge(address: string, bytes: number, most: number): void {
  if (bytes > most) throw objectTooLarge(address, bytes, most)
}

function objectTooLarge(address: string, bytes: number, most: number): StageError {
  return new StageError('object-too-large', `${address} has ${bytes} bytes or more; at most ${most} are read`, {
    hint: 'find out who wrote it; nothing of that size belongs there',
  })
}

/** Reads a whole object. @throws StageError `object-too-large` as soon as it exceeds `most` bytes */
export async function readObject(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  address: string,
): Promise<Uint8Array> {
  return new Uint8Array(await readBounded(chunks, most, (bytes) => objectTooLarge(address, bytes, most)))
}
