/** The chunks as they come. @param tooLarge makes the error that is thrown instead of the first chunk that passes `most` bytes */
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

/** The chunks put together. @param tooLarge makes the error that is thrown as soon as there are more than `most` bytes */
export async function readBounded(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
  tooLarge: (bytes: number) => Error,
): Promise<Buffer> {
  const held: Uint8Array[] = []
  for await (const chunk of bounded(chunks, most, tooLarge)) held.push(chunk)
  return Buffer.concat(held)
}
