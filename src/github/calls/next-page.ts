import type { Answer } from './octokit.ts'

/**
 * The number of the next page, from the header `link` (RFC 8288; GitHub Docs, "Using pagination in the REST API");
 * undefined after the last one. A page that does not come later is none, so that no list is read for ever.
 */
export function nextPage({ headers }: Pick<Answer, 'headers'>, page: number): number | undefined {
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(String(headers.link ?? ''))?.[1]
  if (target === undefined || !URL.canParse(target)) return undefined
  const number = Number(new URL(target).searchParams.get('page'))
  return Number.isSafeInteger(number) && number > page ? number : undefined
}
