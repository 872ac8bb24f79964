import { execFileSync, spawn } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** What the server makes of a request before git sees it; undefined lets it through. */
export type Guard = (request: IncomingMessage) => { readonly status: number; readonly text: string } | undefined

/** Bare repositories over HTTP, served by git's own program (git-http-backend(1)). */
export interface GitHttpServer {
  /** Such as `http://127.0.0.1:4711`. */
  readonly url: string
  /** The password of every Authorization header that came, in order. */
  readonly passwords: readonly string[]
  guard: Guard
  /** Whether the connection is cut when git has done its work, before the answer. */
  losesAnswer: (request: IncomingMessage) => boolean
  close(): Promise<void>
}

/** Serves the repositories below a folder, on loopback. */
export async function serveGit(folder: string): Promise<GitHttpServer> {
  const program = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend')
  const passwords: string[] = []
  const served = {
    guard: (() => undefined) as Guard,
    losesAnswer: (_: IncomingMessage): boolean => false,
  }
  const server = createServer((request, response) => {
    const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (basic)
      passwords.push(
        Buffer.from(basic, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, ''),
      )
    const refused = served.guard(request)
    if (refused === undefined)
      return serve(program, folder, request, (answer) => {
        if (served.losesAnswer(request)) request.socket.destroy()
        else response.writeHead(answer.status, answer.headers).end(answer.body)
      })
    const challenge = refused.status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}
    response.writeHead(refused.status, { 'content-type': 'text/plain', ...challenge }).end(refused.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(served, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passwords,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** One request as a CGI call (RFC 3875). */
function serve(
  program: string,
  folder: string,
  request: IncomingMessage,
  answer: (answer: { status: number; headers: Record<string, string>; body: Buffer }) => void,
): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn(program, {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      ...(request.headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: request.headers['content-length'] }),
      REMOTE_USER: 'tester',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => {})
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => {
    const all = Buffer.concat(chunks)
    const end = all.indexOf('\r\n\r\n')
    const headers = all
      .subarray(0, end)
      .toString('utf8')
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string])
    const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1]?.slice(0, 3) ?? 200)
    answer({ status, headers: Object.fromEntries(headers), body: all.subarray(end + 4) })
  })
}
