/**
 * Compares the runner of the quality gate with the limit of one connection. Scenarios create, get, update, find and
 * delete an item, pass values from step to step, check every step, and end with coverage and JUnit. Run: npx tsx
 * bench/gate.ts [scenarios]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { GateArgument } from '../src/core/gate/gate-activity.ts'
import type { GateDefinition, GateScenario } from '../src/core/gate/gate-definition.ts'
import { renderJunit } from '../src/delivery/gate/report/render-junit.ts'
import { runGate } from '../src/delivery/gate/run-gate.ts'
import { nodeClock } from '../src/system/node-clock.ts'
import { nodeHttp } from '../src/system/node-http.ts'
import { inMemoryEnvironment } from '../test/support/in-memory-gate-services.ts'
import { machineLine } from './rounds.ts'

const count = Number(process.argv[2] ?? 500)
const rounds = 5
const place = { file: 'bench/gate.ts' }

const figures: Record<string, number[]> = { 'raw socket': [], 'gate, 1 lane': [], 'gate, 8 lanes': [] }
const { port, server } = await startServer()
try {
  for (let round = 0; round < rounds; round++) {
    figures['raw socket']!.push(await rawSocket(port, count * 6))
    figures['gate, 1 lane']!.push(await gate(port, 1))
    figures['gate, 8 lanes']!.push(await gate(port, 8))
  }
} finally {
  server.kill()
}

const limit = median(figures['raw socket']!)
console.log(`\n### Quality gate, ${count} scenarios of 6 calls\n`)
console.log('|  | wall ms | fastest | slowest | vs raw socket |\n|---|---:|---:|---:|---:|')
for (const [name, times] of Object.entries(figures)) {
  const figure = [median(times), Math.min(...times), Math.max(...times)].map((time) => time.toFixed(0)).join(' | ')
  console.log(`| ${name} | ${figure} | ${(median(times) / limit).toFixed(2)} |`)
}
const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
console.log(`\n${rounds} interleaved rounds in one process, which took ${peak} MB at its peak. ${machineLine()}`)

async function gate(port: number, lanes: number): Promise<number> {
  const start = performance.now()
  const report = await runGate(
    {
      definition: definition(),
      environment: 'staging',
      stack: {
        name: 'bench',
        id: 'bench',
        outputs: { endpoint: `http://127.0.0.1:${port}/graphql`, key: 'key' },
        parameters: {},
        tables: new Map(),
        admitted: new Set(),
        hosts: { local: true, region: 'eu-west-1', resources: [], domains: new Set() },
      },
      cleaning: 'skip',
      lanes,
      traceTimeoutSeconds: 60,
      queryTimeoutSeconds: 30,
      settleSeconds: 5,
    },
    {
      services: inMemoryEnvironment().services,
      http: nodeHttp,
      clock: nodeClock,
      report: () => {},
      signal: new AbortController().signal,
    },
  )
  renderJunit(report)
  if (report.verdict !== 'passed') throw new Error(report.reasons.join('; '))
  return performance.now() - start
}

function definition(): GateDefinition {
  const id: GateArgument = { name: 'id', to: 'id', type: 'String', value: '#id#', place }
  const title = (value: string): GateArgument => ({ name: 'title', to: 'title', type: 'String', value, place })
  const call = { place, description: '', identity: 'api-key' as const, variables: {} }
  const change = { ...call, kind: 'mutation' as const, traces: [] }
  const ask = { ...call, kind: 'query' as const, arguments: [id], extracts: [] }
  return {
    format: 'liftlock-gate',
    version: 1,
    application: 'bench',
    outputs: { endpoint: 'endpoint', apiKey: 'key' },
    afterDeployment: [],
    cleaning: { tables: [], users: false, keepGroups: [], removeEmptyGroups: true },
    thresholds: { events: 0, views: 100 },
    events: [],
    views: [{ name: 'Item', place, queries: ['get', 'find', 'gone'].map((path) => ({ path, place })) }],
    projections: [],
    scenarios: Array.from(
      { length: count },
      (_, index): GateScenario => ({
        name: `Item${String(index).padStart(5, '0')}`,
        place,
        extends: [],
        activities: [
          {
            place,
            description: '',
            kind: 'set-variables',
            variables: [{ name: 'id', type: 'String', value: `item-${index}`, place }],
          },
          { ...change, path: 'create', document: 'mutation { create }', arguments: [id, title('first')] },
          {
            ...ask,
            path: 'get',
            document: 'query { get }',
            paged: false,
            expects: [{ path: 'title', type: 'String', value: 'first', place }],
            extracts: [{ path: 'id', variable: 'found', place }],
          },
          { ...change, path: 'update', document: 'mutation { update }', arguments: [id, title('#found# again')] },
          {
            ...ask,
            path: 'find',
            document: 'query { find }',
            paged: true,
            expects: [{ path: 'resultset.0.title', type: 'String', value: '#found# again', place }],
          },
          { ...change, path: 'remove', document: 'mutation { remove }', arguments: [id] },
          {
            ...ask,
            path: 'gone',
            document: 'query { gone }',
            paged: false,
            expects: [{ path: 'there', type: 'Boolean', value: 'false', place }],
          },
        ],
      }),
    ),
  }
}

/** The limit: as many calls of about the same size, written and read as bytes, without JSON and assertions. */
async function rawSocket(port: number, calls: number): Promise<number> {
  const body = JSON.stringify({ query: 'query { get }', variables: { id: 'item-0', title: 'first' } })
  const request = Buffer.from(
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  const socket = connect(port, '127.0.0.1').setNoDelay()
  await once(socket, 'connect')
  const start = performance.now()
  for (let call = 0; call < calls; call++) {
    socket.write(request)
    await once(socket, 'data')
  }
  const time = performance.now() - start
  socket.destroy()
  return time
}

async function startServer(): Promise<{ port: number; server: ChildProcess }> {
  const server = spawn(process.execPath, [new URL('./gate-server.mjs', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  return { port: Number(line.toString()), server }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
