import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { awsAtEndpoint } from './clients.ts'

/* A service whose clock is another one than ours, and which refuses signatures that are five minutes off, as AWS does. */
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const fiveMinutes = 300_000

async function serviceWithClock(skewMilliseconds: number, code: string) {
  const refusals: string[] = []
  const answer = ({ headers, method }: IncomingMessage, response: ServerResponse) => {
    const now = Date.now() + skewMilliseconds
    const common = { date: new Date(now).toUTCString(), 'x-amzn-requestid': '1', 'x-amz-request-id': '1' }
    const [, year, month, day, hour, minute, second] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(
      String(headers['x-amz-date']),
    )!
    const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
    const error = `<Error><Code>${code}</Code><Message>The time is not right.</Message></Error>`
    if (Math.abs(signed - now) > fiveMinutes) {
      refusals.push(String(method))
      const query = headers['content-type']?.includes('form-urlencoded')
      response.writeHead(403, { ...common, 'content-type': 'text/xml' })
      return response.end(query ? `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` : error)
    }
    if (method === 'GET') {
      response.writeHead(200, { ...common, etag: '"1"', 'content-length': '2' })
      return response.end('{}')
    }
    response.writeHead(200, { ...common, 'content-type': 'text/xml' })
    const resources = '<ListStackResourcesResult><StackResourceSummaries/></ListStackResourcesResult>'
    return response.end(`<ListStackResourcesResponse>${resources}</ListStackResourcesResponse>`)
  }
  server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    refusals,
    account: awsAtEndpoint(endpoint, { region: 'eu-west-1', account: '111111111111', secretAccessKey: 'any' }).at({}),
  }
}

test.each([
  ['CloudFormation', 'ten minutes fast', -600_000, 'SignatureDoesNotMatch'],
  ['CloudFormation', 'ten minutes slow', 600_000, 'RequestExpired'],
  ['S3', 'ten minutes fast', -600_000, 'RequestTimeTooSkewed'],
  ['S3', 'ten minutes slow', 600_000, 'RequestTimeTooSkewed'],
])('%s is asked once more, with its own time, by a machine whose clock is %s', async (name, _, skew, code) => {
  const { account, refusals } = await serviceWithClock(skew, code)
  const ask = () => (name === 'S3' ? account.objects.read('artifacts', 'key') : account.stacks.resources('parking'))
  const answers = [await ask(), await ask()]
  expect(answers).toEqual(name === 'S3' ? [expect.objectContaining({ etag: '"1"' }), expect.anything()] : [[], []])
  expect(refusals).toHaveLength(1)
})
