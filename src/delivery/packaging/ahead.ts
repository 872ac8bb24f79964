/** Results in the order of the items, while the work on later ones has begun: at most `depth` are under way. */
export async function* ahead<T, R>(
  items: Iterable<T>,
  depth: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = []
  try {
    for (const item of items) {
      const result = work(item)
      result.catch(() => undefined)
      underWay.push(result)
      if (underWay.length >= depth) yield await underWay.shift()!
    }
    while (underWay.length > 0) yield await underWay.shift()!
  } finally {
    await Promise.allSettled(underWay)
  }
}
