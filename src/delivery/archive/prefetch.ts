/**
 * Yields results in the order of the items, while work on later items has already begun: on as many as fit into `limit`
 * by their weight, but at least one.
 */
export async function* prefetch<T, R>(
  items: Iterable<T>,
  { limit, weight }: { readonly limit: number; readonly weight: (item: T) => number },
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay: { readonly weight: number; readonly result: Promise<R> }[] = []
  let load = 0
  const take = () => {
    const next = underWay.shift()!
    load -= next.weight
    return next.result
  }
  try {
    for (const item of items) {
      const next = weight(item)
      while (underWay.length > 0 && load + next > limit) yield await take()
      const result = work(item)
      result.catch(() => undefined)
      underWay.push({ weight: next, result })
      load += next
    }
    while (underWay.length > 0) yield await take()
  } finally {
    await Promise.allSettled(underWay.map(({ result }) => result))
  }
}
