/**
 * Passes the chunks through, up to a limit.
 * @param tooLarge makes the error to throw instead of the first chunk beyond `most` bytes
 */
export async function* bounded<T extends Uint8Array>(
  chunks: AsyncIterable<T>,
  most: number,
  tooLarge: (bytes: number) => Error,
): AsyncGenerator<T, void, undefined> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > most) throw tooLarge(bytes)
    yield chunk
  }
}

/** Joins the chunks. @param tooLarge makes the error to throw as soon as there are more than `most` bytes */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  tooLarge: (bytes: number) => Error,
): Promise<Buffer> {
  const held: Uint8Array[] = []
  for await (const chunk of bounded(chunks, most, tooLarge)) held.push(chunk)
  return Buffer.concat(held)
}
