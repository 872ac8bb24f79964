import { createHash } from 'node:crypto'
import { ServiceFault } from '../service-fault.ts'

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken?: string
}

/** What is asked for. */
export interface Paging {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

/**
 * One page. A token names the last item of the page before it, so that newer items do not shift pages. It belongs to
 * the question that it was given for.
 * @param question what is asked, whatever the page
 * @throws ServiceFault InvalidNextToken
 */
export function pageOf<T>(
  all: readonly T[],
  idOf: (item: T) => string,
  { maxResults = 100, nextToken }: Paging,
  question: unknown,
): Page<T> {
  const mark = createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16)
  const start = nextToken === undefined ? 0 : all.findIndex((item) => tokenOf(idOf(item), mark) === nextToken) + 1
  if (nextToken !== undefined && start === 0)
    throw new ServiceFault('InvalidNextToken', 'The next token is invalid, or belongs to another request.')
  const items = all.slice(start, start + maxResults)
  const more = start + items.length < all.length
  return { items, ...(more && { nextToken: tokenOf(idOf(items.at(-1)!), mark) }) }
}

function tokenOf(id: string, mark: string): string {
  return Buffer.from(`${mark}/${id}`).toString('base64url')
}
