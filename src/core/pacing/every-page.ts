import type { Page } from '../ports/pipelines.ts'
import { pageGuard } from './page-guard.ts'

/** A year of executions, one every five minutes, has a thousand pages (`MaxResults` is 100). */
const mostPages = 1000

/**
 * Everything of a list that comes in pages, in its order.
 * @param read gives the page after a token, or the first one
 * @param enough says after each page whether what was read suffices
 * @throws StageError of `pageGuard`
 */
export async function everyPage<T>(
  read: (page?: string) => Promise<Page<T>>,
  enough: (items: readonly T[]) => boolean = () => false,
): Promise<readonly T[]> {
  const items: T[] = []
  const guard = pageGuard('a list of CodePipeline', mostPages)
  for (let page: string | undefined; ; ) {
    const answer = await read(page)
    items.push(...answer.items)
    if (enough(items)) return items
    page = guard(answer.next)
    if (page === undefined) return items
  }
}
