import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completed } from './completed.ts'
import { faultsOf, unknownMembers } from './conformity.ts'
import { description } from './description.ts'
import { type Fault, failBefore, type SeenCall, takeFault } from './faults.ts'
import { answerGraphql } from './graphql.ts'
import { pageOf } from './page.ts'
import { ApiRefusal, notFound } from './refusal.ts'
import { type ApiCall, isAllowed } from './route.ts'
import { type Match, matchRoute } from './routes.ts'
import { type Item, RepositoryState, type TokenState } from './state.ts'

/** A GitHub API on loopback, with real git repositories behind it. */
export interface GitHubApi {
  /** For `GITHUB_API_URL`. */
  readonly url: string
  /** Contains `owner/name.git` of each repository. */
  readonly folder: string
  /** A token that may do everything, of the app `github-actions`. */
  readonly token: string
  /** Further tokens; those that are not here are unknown. */
  readonly tokens: Map<string, TokenState>
  readonly faults: Fault[]
  readonly calls: SeenCall[]
  /** Where calls or answers were not as GitHub publishes them. A test expects none. */
  readonly violations: string[]
  /**
   * After how many further calls an item is visible in lists; several numbers let items appear in another order.
   * Default: 0 for each.
   */
  visibleAfter: (item: Item) => number
  /** Called before a call is answered, for what somebody else does meanwhile. */
  meanwhile: (call: SeenCall) => void
  addRepository(fullName: string): RepositoryState
  close(): Promise<void>
}

/** Starts it with the repository `acme/shop`, which is empty. */
export async function startGitHubApi(): Promise<GitHubApi & { readonly repository: RepositoryState }> {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-github-api-'))
  const repositories = new Map<string, RepositoryState>()
  const server = createServer((request, response) => {
    serve(api, repositories, request, response).catch((error: unknown) => {
      api.violations.push(`${request.method} ${request.url}: ${(error as Error).stack}`)
      response.writeHead(500).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api: GitHubApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    token: 'ghs_everything-is-allowed',
    tokens: new Map([['ghs_everything-is-allowed', { login: 'github-actions[bot]', permissions: 'all' }]]),
    faults: [],
    calls: [],
    violations: [],
    visibleAfter: () => 0,
    meanwhile: () => {},
    addRepository(fullName) {
      const repository = new RepositoryState(folder, fullName)
      repositories.set(fullName, repository)
      return repository
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return Object.assign(api, { repository: api.addRepository('acme/shop') })
}

let ids = 1000

type Repositories = ReadonlyMap<string, RepositoryState>

async function serve(api: GitHubApi, repositories: Repositories, request: IncomingMessage, response: ServerResponse) {
  const bytes = Buffer.concat(await request.toArray())
  const url = new URL(request.url ?? '/', api.url)
  // An Enterprise Server has the same below these prefixes.
  const path = url.pathname.replace(/^\/api(?:\/v3)?(?=\/)/, '').replace(/^\/uploads(?=\/)/, '')
  const isUpload = /\/releases\/\d+\/assets$/.test(path) && request.method === 'POST'
  const body = bytes.length === 0 || isUpload ? undefined : JSON.parse(bytes.toString())
  const match = matchRoute(request.method!, path)
  const seen: SeenCall = {
    number: api.calls.length + 1,
    method: request.method!,
    path: url.pathname + url.search,
    headers: request.headers,
    body,
    route: path === '/graphql' ? 'POST /graphql' : match?.name,
  }
  api.calls.push(seen)
  api.meanwhile(seen)
  const fault = takeFault(api.faults, seen)
  if (failBefore(fault, response)) return
  const answer = await answerOf(api, repositories, seen, { match, bytes, query: url.searchParams, path })
  if (fault?.kind === 'cut-after') return void request.socket.destroy()
  if (fault?.kind === 'status-after') return void response.writeHead(fault.status).end('{"message":"Server Error"}')
  write(request, response, answer)
}

interface Request {
  readonly match: Match | undefined
  readonly bytes: Buffer
  readonly query: URLSearchParams
  readonly path: string
}

interface Written {
  readonly status: number
  readonly body?: unknown
  readonly headers: Readonly<Record<string, string>>
}

async function answerOf(
  api: GitHubApi,
  repositories: Repositories,
  seen: SeenCall,
  request: Request,
): Promise<Written> {
  const { match, query, bytes, path } = request
  try {
    const [, token] = /^(?:token|bearer) (.+)$/i.exec(String(seen.headers.authorization ?? '')) ?? []
    const owner = token === undefined ? undefined : api.tokens.get(token)
    if (owner === undefined) throw new ApiRefusal(401, 'Bad credentials')
    const common = { query, bytes, body: seen.body, token: owner, base: api.url, number: seen.number, ...timeOf(seen) }
    const call = { ...common, values: match?.values ?? {}, nextId: () => ++ids, visible: visibleIn(api, seen.number) }
    if (seen.route === 'POST /graphql')
      return { status: 200, headers: {}, body: await answerGraphql(call, repositories) }
    const described = match && description.routes[match.name]
    if (match === undefined || described === undefined) {
      api.violations.push(`${seen.method} ${path} is not a published route that is served`)
      throw notFound()
    }
    checkRequest(api, seen, match.name, query)
    const repository = repositories.get(`${match.values.owner}/${match.values.repo}`)
    if (repository === undefined && match.values.owner !== undefined) throw notFound()
    requireRight(match, owner, repository, seen.method)
    return answered(api, match, { ...call, repository: repository! }, path)
  } catch (error) {
    if (error instanceof ApiRefusal) return { status: error.status, body: error.body, headers: error.headers }
    throw error
  }
}

function answered(api: GitHubApi, match: Match, call: ApiCall, path: string): Written {
  const accepted: Record<string, string> = match.route.needs
    ? { 'x-accepted-github-permissions': match.route.needs }
    : {}
  const {
    body,
    status = 200,
    headers = {},
  } = match.route.list
    ? { ...pageOf(match.route, call, path), status: 200 }
    : { ...match.route.answer!(call), headers: {} }
  const schema = description.routes[match.name]!.responses[String(status)]
  if (schema === undefined) api.violations.push(`${match.name} answers ${status}, which is not published`)
  const whole = schema ? completed(body, schema) : body
  if (schema)
    api.violations.push(
      ...faultsOf(whole, schema)
        .slice(0, 5)
        .map((fault) => `${match.name}: answer ${fault}`),
    )
  return { status, body: whole, headers: { ...accepted, ...headers } }
}

/** Holds a request against what is published: its body, and the names of its query. */
function checkRequest(api: GitHubApi, { body }: SeenCall, name: string, query: URLSearchParams): void {
  const { body: schema, query: names } = description.routes[name]!
  const unknown = [...query.keys()].filter((each) => !names.includes(each)).map((each) => `query ${each} is unknown`)
  const wrong = schema && body !== undefined ? [...faultsOf(body, schema), ...unknownMembers(body, schema)] : []
  for (const fault of [...unknown, ...wrong]) api.violations.push(`${name}: request ${fault}`)
  if (schema && faultsOf(body ?? {}, schema).length > 0)
    throw new ApiRefusal(
      422,
      'Invalid request.',
      [...faultsOf(body ?? {}, schema)].map((message) => ({ message })),
    )
}

function requireRight(
  { route }: Match,
  token: TokenState,
  repository: RepositoryState | undefined,
  method: string,
): void {
  if (route.needs !== undefined && route.needs !== 'metadata=read' && !isAllowed(token, route.needs))
    throw new ApiRefusal(403, 'Resource not accessible by integration', undefined, {
      'x-accepted-github-permissions': route.needs,
    })
  if (repository?.archived && method !== 'GET') throw new ApiRefusal(403, 'Repository was archived so is read-only.')
}

/** Time goes on by a second with each call. */
function timeOf({ number }: SeenCall) {
  return { now: new Date(Date.UTC(2026, 10, 21, 12) + number * 1000).toISOString().replace('.000Z', 'Z') }
}

function visibleIn(api: GitHubApi, number: number) {
  return <T extends Item>(items: readonly T[]) => items.filter((item) => number > item.madeBy + api.visibleAfter(item))
}

/** With a mark of the content, by which the same answer need not be sent again. */
function write(request: IncomingMessage, response: ServerResponse, { status, body, headers }: Written): void {
  const text = body === undefined ? '' : JSON.stringify(body)
  const etag = `"${createHash('sha256').update(text).digest('hex')}"`
  const all = { 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-remaining': '4990', ...headers }
  if (request.method !== 'GET' || status !== 200) return void response.writeHead(status, all).end(text)
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { ...all, etag }).end()
  response.writeHead(200, { ...all, etag }).end(text)
}
