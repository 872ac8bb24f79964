import type { Item, RepositoryState, TokenState } from './state.ts'

/** One call, as a handler sees it. */
export interface ApiCall {
  readonly repository: RepositoryState
  /** Values of the path. */
  readonly values: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  // biome-ignore lint/suspicious/noExplicitAny: bodies are checked against the published description before
  readonly body: any
  readonly bytes: Buffer
  readonly token: TokenState
  /** Address of this server. */
  readonly base: string
  /** Number of this call. */
  readonly number: number
  readonly now: string
  nextId(): number
  /** The items that are visible by now; see `GitHubApi.visibleAfter`. */
  visible<T extends Item>(items: readonly T[]): readonly T[]
}

export interface ApiAnswer {
  /** Default: 200. */
  readonly status?: number
  readonly body?: unknown
}

/** What a route does, and which permission it needs. */
export interface ApiRoute {
  /** As in `x-accepted-github-permissions`, such as `contents=write`. */
  readonly needs?: string
  /** The whole list; the server gives one page of it. */
  readonly list?: (call: ApiCall) => readonly unknown[]
  /** Around the items of a page. */
  readonly around?: (items: readonly unknown[], total: number) => object
  readonly answer?: (call: ApiCall) => ApiAnswer
}

export type ApiRoutes = Readonly<Record<string, ApiRoute>>

export const user = (login: string) => ({
  login,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  url: `https://api.github.example/users/${login}`,
})

/** Whether a token has a permission, such as `contents=write`. */
export function isAllowed({ permissions }: TokenState, needs: string): boolean {
  if (permissions === 'all') return true
  return needs.split(',').every((need) => {
    const [name, level] = need.split('=') as [string, string]
    return permissions[name] === 'write' || permissions[name] === level
  })
}
