import type { Endpoints } from '@octokit/types'
import { ForgeError, isForgeFailure } from '../../core/forge/forge-error.ts'
import { again, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { ApiAddresses } from './api-addresses.ts'
import { attempts, type Patience, type Repeat } from './attempts.ts'
import { graphqlData } from './graphql.ts'
import { nextPage } from './next-page.ts'
import type { Answer, Send } from './octokit.ts'

export type Route = keyof Endpoints
export type Data<R extends Route> = Endpoints[R]['response']['data']
export type Given<R extends Route> = Omit<
  Endpoints[R]['parameters'],
  'owner' | 'repo' | 'baseUrl' | 'headers' | 'mediaType' | 'request' | 'page' | 'per_page'
>

/** One call of the REST API of this repository. */
export interface Call<R extends Route> {
  /** An infinitive for messages, such as `create tags/v1`. */
  readonly to: string
  readonly route: R
  readonly given: Given<R>
}

/** How long a list may be read. */
export interface ListLimits<R extends Route, T> {
  /** The items of a page. */
  readonly items: (data: Data<R>) => readonly T[]
  /** Stops after this many. */
  readonly most: number
  /** Items of a page, at most 100. Default: 100. */
  readonly perPage?: number
}

/** Calls of one repository, with tries, waits and explained failures. */
export interface Calls {
  readonly owner: string
  readonly name: string
  readonly addresses: ApiAddresses
  /**
   * @param use takes what is needed from the answer
   * @param repeat what to do after a disturbed call. Default: `always`, as for reads
   * @throws ForgeError
   */
  ask<R extends Route, T>(call: Call<R>, use: (data: Data<R>) => T, repeat?: Repeat<T>): Promise<T>
  /** As `ask`; undefined for what does not exist. */
  find<R extends Route, T>(call: Call<R>, use: (data: Data<R>) => T): Promise<T | undefined>
  /** All pages, in their order. */
  list<R extends Route, T>(call: Call<R>, limits: ListLimits<R, T>): Promise<readonly T[]>
  /**
   * The other interface of GitHub, for what the first one lacks. `$owner` and `$name` are given.
   * @param repeat as for `ask`
   */
  graphql<T>(
    to: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    use: (data: never) => T,
    repeat?: Repeat<T>,
  ): Promise<T>
}

export function callsOf(
  send: Send,
  addresses: ApiAddresses,
  { owner, name }: { readonly owner: string; readonly name: string },
  patience: Patience,
): Calls {
  const repo = { owner, repo: name }
  const once = <R extends Route>({ route, given }: Call<R>, more: object = {}) =>
    send(route, { ...given, ...(route.includes('{owner}') && repo), ...more })
  const calls: Calls = {
    owner,
    name,
    addresses,
    ask: (call, use, repeat = 'always') =>
      attempts(call.to, patience, repeat, async () => used(call.to, await once(call), use)),
    async find(call, use) {
      try {
        return await calls.ask(call, use)
      } catch (error) {
        if (isForgeFailure(error, 'not-found')) return undefined
        throw error
      }
    },
    async list(call, { items, most, perPage = 100 }) {
      const all = []
      for (let page: number | undefined = 1; page !== undefined && all.length < most; ) {
        const asked: number = page
        const [found, following] = await attempts(call.to, patience, 'always', async () => {
          const answer = await once(call, { per_page: perPage, page: asked })
          return [used(call.to, answer, items), nextPage(answer, asked)] as const
        })
        all.push(...found)
        page = following
      }
      return all.slice(0, most)
    },
    graphql: (to, query, variables, use, repeat = 'always') =>
      attempts(to, patience, repeat, async () => {
        const given = { query, variables: { ...variables, owner, name }, baseUrl: addresses.graphql }
        return used(to, graphqlData(to, await send('POST /graphql', given)), use as (data: unknown) => never)
      }),
  }
  return calls
}

/** A page that is not of the API, such as that of a proxy, has no such members. */
function used<T, D>(to: string, answer: Pick<Answer, 'status' | 'data'>, use: (data: D) => T): T {
  try {
    if (answer.status >= 300 || (typeof answer.data === 'string' && answer.data !== '')) throw new TypeError('no JSON')
    return use(answer.data as D)
  } catch (error) {
    if (error instanceof StageError) throw error
    throw new ForgeError('unavailable', `GitHub's answer to ${to} (HTTP ${answer.status}) is not one of its API`, {
      hint: next`check that no proxy answers in its place, then ${again}`,
      maybeDone: true,
      cause: error,
    })
  }
}
