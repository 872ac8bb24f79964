import type { Page } from '../../../core/ports/pipelines.ts'

/**
 * Everything of a list that comes in pages, in its order.
 * @param read gives the page after a token, or the first one
 * @param enough says after each page whether what was read suffices
 */
export async function everyPage<T>(
  read: (page?: string) => Promise<Page<T>>,
  enough: (items: readonly T[]) => boolean = () => false,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let page: string | undefined; ; ) {
    const answer = await read(page)
    items.push(...answer.items)
    page = answer.next
    if (page === undefined || enough(items)) return items
  }
}
