import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { findSecrets } from '../support/secret-search.ts'

/* AWS that answers with errors in which stands all that it was sent: headers with the session, the signature and the key. */
let line: CommandLine
let server: Server
let endpoint: string
let answerWith: (echo: string, query: boolean) => { readonly status: number; readonly body: string }
let signatures: string[]

const canaries = {
  AWS_ACCESS_KEY_ID: 'AKIACANARYCANARYCANA',
  AWS_SECRET_ACCESS_KEY: 'canary-secret+access/key=0123456789abcdef',
  AWS_SESSION_TOKEN: 'canary-session+token/of=the.run-0123456789',
  GITHUB_TOKEN: 'ghs_canaryOfTheEnvironment0123456789',
  SOME_PASSWORD: 'canary-password-of-the-environment-0123',
}

beforeAll(async () => {
  line = commandLine()
  writeFileSync(join(line.folder, 'template.json'), '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}')
  writeFileSync(
    join(line.folder, 'liftlock.yml'),
    'application: desk\nenvironments:\n  staging: { region: eu-west-1 }\n  production: { region: eu-west-1, requires: [quality-gate@staging] }\n',
  )
  server = createServer((request, response) => {
    request.resume().on('end', () => echo(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await line.close()
}, 60_000)

function echo({ headers }: IncomingMessage, response: ServerResponse): void {
  const { authorization = '' } = headers
  signatures.push(/Signature=(\w+)/.exec(authorization)?.[1] ?? '')
  const token = String(headers['x-amz-security-token'])
  const url = encodeURIComponent(token)
  const spellings = [
    ...[authorization, token, url, Buffer.from(`x${token}`).toString('base64')],
    ...[url.replace(/%../g, (code) => code.toLowerCase()), url.replaceAll('%', '%25'), token.replaceAll('/', '\\/')],
    ...[Buffer.from(token).toString('hex'), Buffer.from(token).toString('hex').toUpperCase()],
    token.replace(/\W/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
    JSON.stringify(JSON.stringify({ token, quoted: `"${token}"` })),
  ]
  const said = spellings.join(' ')
  const { status, body } = answerWith(said, headers['content-type']?.includes('form-urlencoded') ?? false)
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': '1', 'x-amz-request-id': '1' })
  response.end(body)
}

const xml = (code: string) => (said: string, query: boolean) => {
  const error = `<Error><Code>${code}</Code><Message>You sent ${said}</Message></Error>`
  return query ? `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` : error
}
const answers: readonly (readonly [string, typeof answerWith])[] = [
  ['denies', (said, query) => ({ status: 403, body: xml('AccessDenied')(said, query) })],
  ['finds the request wrong', (said, query) => ({ status: 400, body: xml('ValidationError')(said, query) })],
  ['answers a page', (said) => ({ status: 200, body: `<html><p>${said}` })],
]
const release = '1'.repeat(64)
const stages: readonly (readonly string[])[] = [
  ['package', 'template.json', '--environment', 'staging'],
  ['deploy', release, '--environment', 'staging'],
  ['quality-gate', release, '--environment', 'staging'],
  ['promote', release],
]

/** Each stage with one of the answers. */
const cases = stages.map((args, index) => {
  const [what, answer] = answers[index % answers.length]!
  return [args[0]!, what, args, answer] as const
})

test.each(cases)(
  '%s against a service that %s with all that it was sent shows neither session, signature, key nor environment',
  async (_stage, _what, args, answer) => {
    answerWith = answer
    signatures = []
    const ended = await line.run([...args, '--json'], {
      AWS_ENDPOINT_URL: endpoint,
      AWS_MAX_ATTEMPTS: '1',
      ...canaries,
    })
    expect(ended.code).toBeGreaterThan(0)
    expect(JSON.parse(ended.stdout).error.reason).toMatch(/./)
    const { stdout, stderr } = ended
    const { AWS_ACCESS_KEY_ID: _known, ...secrets } = canaries
    expect(signatures.length).toBeGreaterThan(0)
    expect(findSecrets({ stdout, stderr }, [...Object.values(secrets), ...signatures.filter(Boolean)])).toEqual([])
  },
  60_000,
)
