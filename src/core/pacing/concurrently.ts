/**
 * Processes all items, at most `limit` at a time, and returns the results in the order of the items. After the first
 * failure, no further item starts, and running items are awaited.
 * @param items an asynchronous source is read in order, and only as fast as the work starts
 * @throws the first failure, of the work or of the source
 */
export async function concurrently<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const results: R[] = []
  const failures: unknown[] = []
  let next = 0
  let ended = false
  async function worker(): Promise<void> {
    while (!ended && failures.length === 0) {
      const index = next++
      try {
        const item = await source.next()
        ended ||= item.done === true
        if (item.done || failures.length > 0) return
        results[index] = await work(item.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) {
    await source.return?.()
    throw failures[0]
  }
  return results
}
