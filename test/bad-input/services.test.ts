import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type CommandLine, commandLine } from '../support/command-line.ts'

/*
 * AWS that is not there, and AWS that knows the caller no more: every stage says so at once, and asks for nothing else.
 */
let line: CommandLine
let server: Server
let expired: string
const asked: string[] = []

beforeAll(async () => {
  line = commandLine()
  writeFileSync(join(line.folder, 'template.json'), '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}')
  writeFileSync(
    join(line.folder, 'liftlock.yml'),
    [
      'application: desk',
      'environments:',
      '  staging: { account: "111111111111", region: eu-west-1 }',
      '  production: { account: "222222222222", region: eu-west-1, requires: [quality-gate@staging] }',
      '',
    ].join('\n'),
  )
  server = createServer(refuse)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  expired = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await line.close()
}, 60_000)
beforeEach(() => {
  asked.length = 0
})

/** The answer of the Query protocol, and of S3, to a session that has ended. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => {
    asked.push(new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`)
    const error = '<Error><Code>ExpiredTokenException</Code><Message>The security token is expired</Message></Error>'
    const query = request.headers['content-type']?.includes('form-urlencoded')
    response.writeHead(403, { 'content-type': 'text/xml' })
    response.end(query ? `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` : error)
  })
}

const release = '1'.repeat(64)
const stages: readonly (readonly [stage: string, ...args: string[]])[] = [
  ['package', 'template.json', '--environment', 'staging'],
  ['deploy', release, '--environment', 'staging'],
  ['deploy', '--name', 'desk', '--template', 'template.json', '--region', 'eu-west-1'],
  ['quality-gate', release, '--environment', 'staging'],
  ['promote', release],
]

function run(endpoint: string, ...args: string[]) {
  return line.run([...args, '--json'], {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  })
}

test.each(stages)(
  '%s %s %s says which address does not answer',
  async (...args) => {
    const ended = await run('http://127.0.0.1:1', ...args)
    expect(ended.code).toBe(1)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      stage: args[0],
      outcome: 'failed',
      error: {
        reason: 'endpoint-unreachable',
        message: expect.stringMatching(/^\w+ \w+.*: 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)$/),
        hint: expect.stringContaining('AWS_ENDPOINT_URL'),
      },
    })
    expect(ended.stderr.match(/✗/g)).toHaveLength(1)
  },
  60_000,
)

test.each(stages)(
  '%s (case %#) with credentials that have expired asks to sign in, and asks AWS nothing else',
  async (...args) => {
    const ended = await run(expired, ...args)
    expect(ended.code).toBe(3)
    expect(JSON.parse(ended.stdout)).toMatchObject({
      stage: args[0],
      outcome: 'still-running',
      error: { reason: 'credentials-expired', hint: expect.stringContaining('sign in again') },
    })
    expect(new Set(asked).size).toBe(1)
    expect(asked[0]).toMatch(/^(GetCallerIdentity|DescribeStacks)$/)
  },
  60_000,
)
