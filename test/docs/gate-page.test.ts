import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { gateDefinition } from '../../src/core/gate/gate-definition.ts'
import { runGate } from '../../src/delivery/gate/run-gate.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { inMemoryEnvironment } from '../support/in-memory-gate-services.ts'

test('the gate that the docs show runs against a plain HTTP service', async () => {
  const page = await readFile(join(packageRoot(), 'docs', 'gate.md'), 'utf8')
  const definition = gateDefinition.parse(JSON.parse(/```json\n(.*?)\n```/s.exec(page)![1]!))
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    const late = seen.length === 2
    response.writeHead(request.method === 'POST' ? 201 : late ? 404 : 200)
    response.end(request.method === 'POST' ? '{"id":7}' : '{"to":"you"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`

  const report = await runGate(
    {
      definition,
      environment: 'staging',
      stack: {
        name: 'greeter',
        id: 'greeter',
        outputs: { ServiceUrl: endpoint },
        parameters: {},
        tables: new Map(),
        admitted: new Set(),
        hosts: { local: true, region: 'eu-west-1', resources: [], domains: new Set() },
      },
      cleaning: 'forbidden',
      lanes: 1,
      traceTimeoutSeconds: 1,
      queryTimeoutSeconds: 5,
      settleSeconds: 0,
    },
    {
      services: inMemoryEnvironment().services,
      http: nodeHttp,
      clock: nodeClock,
      report: () => {},
      signal: new AbortController().signal,
    },
  )
  server.closeAllConnections()
  server.close()

  expect(report.reasons).toEqual([])
  expect(seen).toEqual(['POST /v1/greetings', 'GET /v1/greetings/7', 'GET /v1/greetings/7'])
})
