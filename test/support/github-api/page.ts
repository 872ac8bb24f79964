import type { ApiCall, ApiRoute } from './route.ts'

const most = 100

/** One page of a list, with the header `link` to its neighbours. */
export function pageOf(route: ApiRoute, call: ApiCall, path: string) {
  const all = route.list!(call)
  const size = Math.min(most, Number(call.query.get('per_page') ?? 30))
  const page = Math.max(1, Number(call.query.get('page') ?? 1))
  const last = Math.max(1, Math.ceil(all.length / size))
  const items = all.slice((page - 1) * size, page * size)
  const to = (number: number, rel: string) => {
    const query = new URLSearchParams(call.query)
    query.set('page', String(number))
    return `<${call.base}${path}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
  ]
  return {
    body: route.around === undefined ? items : route.around(items, all.length),
    headers: (links.length === 0 ? {} : { link: links.join(', ') }) as Readonly<Record<string, string>>,
  }
}
