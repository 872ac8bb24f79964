import { readBounded } from './bounded.ts'
import { StageError } from './run/stage-error.ts'

const mebi = 1024 * 1024

/** Bytes of what is read from a bucket into memory; more is refused before it is read, or while it comes. */
export const objectLimits = {
  /** Records, leases and pointers have a few hundred bytes. */
  record: mebi,
  /** About 150 bytes for each of 50,000 artifacts. */
  manifest: 8 * mebi,
  plan: 16 * mebi,
  /** A nested template; CloudFormation takes one megabyte. */
  template: 2 * mebi,
  /** Whatever else is read as a whole, such as compiled scenarios. */
  any: 64 * mebi,
} as const

/**
 * Refuses an object by what its store says of its size, or by what came of it until now.
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

/** The object as a whole. @throws StageError `object-too-large` as soon as there are more than `most` bytes */
export async function readObject(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  address: string,
): Promise<Uint8Array> {
  return new Uint8Array(await readBounded(chunks, most, (bytes) => objectTooLarge(address, bytes, most)))
}
