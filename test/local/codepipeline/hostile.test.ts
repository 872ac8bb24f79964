import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { answerHttp } from '../../../src/local/codepipeline/network/answer-http.ts'
import { aDeclaration, codePipelineService } from '../../support/codepipeline-service.ts'

/*
 * What a stranger sends to the executor, past the gateway: each request ends with an error of the service, and the
 * executor answers the next one.
 */
const service = codePipelineService()
const faults: string[] = []
let server: Server
let url: string

beforeAll(async () => {
  const { engine, passMinutes } = service
  const controls = { moveClock: passMinutes, lagReads: engine.lagReads, forget: engine.clear }
  const served = { engine, token: 'token', controls, log: (line: string) => faults.push(line) }
  server = createServer((request, response) => {
    answerHttp(served, request, response).catch((error: Error) => {
      faults.push(error.message)
      response.writeHead(500).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  service.engine.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function send(operation: string, body: string, more: Readonly<Record<string, string>> = {}) {
  const headers = {
    authorization: 'Bearer token',
    'x-amz-target': `CodePipeline_20150709.${operation}`,
    'x-liftlock-account': '111111111111',
    'x-liftlock-region': 'eu-west-1',
    'x-liftlock-principal': 'arn:aws:iam::111111111111:root',
    ...more,
  }
  const answer = await fetch(url, { method: 'POST', headers, body })
  const text = await answer.text()
  const value = text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>)
  return { status: answer.status, type: value.__type, value }
}

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`
const pipeline = (change: object) => JSON.stringify({ pipeline: { ...aDeclaration(), ...change } })
const proto = '{"pipeline":{"__proto__":{"name":"Garage"},"constructor":7}}'

test.each([
  ['nothing at all', 'GetPipeline', '', 'ValidationException'],
  ['no JSON', 'GetPipeline', '{', 'SerializationException'],
  ['null', 'GetPipeline', 'null', 'SerializationException'],
  ['a number', 'GetPipeline', '7', 'SerializationException'],
  ['a name with NUL', 'GetPipeline', '{"name":"a\\u0000b"}', 'ValidationException'],
  ['a name with a line break at its end', 'GetPipeline', '{"name":"Garage\\n"}', 'ValidationException'],
  ['half of a character', 'GetPipeline', '{"name":"\\ud800"}', 'ValidationException'],
  ['a name that is a path', 'GetPipeline', '{"name":"../../etc"}', 'ValidationException'],
  ['a name of the prototype', 'GetPipeline', '{"name":"__proto__"}', 'PipelineNotFoundException'],
  ['a name of a method', 'StartPipelineExecution', '{"name":"constructor"}', 'PipelineNotFoundException'],
  ['members of the prototype', 'CreatePipeline', proto, 'ValidationException'],
  ['a page of no size', 'ListPipelines', '{"maxResults":0}', 'ValidationException'],
  ['half a page', 'ListPipelines', '{"maxResults":1.5}', 'SerializationException'],
  ['a page of NaN', 'ListPipelines', '{"maxResults":1e999}', 'SerializationException'],
  ['deep lists', 'CreatePipeline', `{"pipeline":${nested(20_000, '[', ']')}}`, 'SerializationException'],
  ['deep objects', 'CreatePipeline', `{"pipeline":${nested(20_000, '{"a":', '}')}}`, 'SerializationException'],
  ['deep tags', 'CreatePipeline', `{"tags":${nested(20_000, '[', ']')}}`, 'SerializationException'],
  ['a list that is an object', 'CreatePipeline', pipeline({ stages: { length: 3 } }), 'ValidationException'],
  ['a name of a million letters', 'CreatePipeline', pipeline({ name: 'a'.repeat(1e6) }), 'ValidationException'],
  ['five megabytes', 'CreatePipeline', `"${'a'.repeat(5 * 1024 * 1024)}"`, 'RequestEntityTooLargeException'],
  ['an operation that is a method', 'toString', '{}', 'UnknownOperationException'],
  ['an account that is none', 'ListPipelines', '{}', 'UnrecognizedClientException', { 'x-liftlock-account': '../..' }],
  ['a region that is a path', 'ListPipelines', '{}', 'UnrecognizedClientException', { 'x-liftlock-region': '../..' }],
] as const)('%s is refused', async (_, operation, body, type, more?: Readonly<Record<string, string>>) => {
  const { status, type: answered } = await send(operation, body, more)
  expect([status, answered, faults]).toEqual([400, type, []])
  expect((await send('ListPipelines', '{}')).value).toEqual({ pipelines: [] })
})

test('without the token of the gateway nothing is answered, whatever is claimed', async () => {
  for (const authorization of ['', 'Bearer', 'Bearer tokem', 'Basic token', `Bearer ${'a'.repeat(8000)}`]) {
    const { status, value } = await send('ListPipelines', '{}', { authorization })
    expect([authorization.slice(0, 20), status, value]).toEqual([authorization.slice(0, 20), 401, {}])
  }
})
