import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { nodeGit } from './node-git.ts'

const servers: Server[] = []
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))))

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const packet = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text
/** What a server of protocol version 2 says of itself (gitprotocol-v2(5)); git then asks for references. */
const advertisement = `${packet('# service=git-upload-pack\n')}0000${packet('version 2\n')}${packet('ls-refs\n')}0000`

test('a token stays with the host that it was given for, also when that one sends git elsewhere', async () => {
  const got: string[] = []
  const foreign = await serve((request, response) => {
    got.push(`${request.method} ${request.headers.authorization}`)
    response.setHeader('content-type', 'application/x-git-upload-pack-advertisement').end(advertisement)
  })
  const seen: unknown[] = []
  const host = await serve((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(302, { location: `http://localhost:${foreign}${request.url}` }).end()
  })
  const git = nodeGit({ ...process.env, no_proxy: '*', NO_PROXY: '*' }, new AbortController().signal)
  const address = `http://127.0.0.1:${host}/acme/shop.git`
  const ended = await git.temporary({ address, credential: { kind: 'token', token: 't0ken' } }, (repository) =>
    repository.run(['ls-remote', 'origin']),
  )
  expect(seen).toEqual([`Basic ${Buffer.from('x-access-token:t0ken').toString('base64')}`])
  expect(got).toEqual([])
  expect(ended.exitCode).toBe(128)
  expect(ended.stderr).toMatch(/returned error: 302/)
})
