import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type GraphQLSchema, getOperationAST, graphql, parse } from 'graphql'
import { renderSchema } from '../../src/generator/api/render-schema.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import type { Model } from '../../src/generator/model/types/model.ts'
import { buildApiSchema } from '../../src/local/appsync/api/schema.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import type { InMemoryEnvironment } from './in-memory-gate-services.ts'

/** One request as the API saw it. */
export interface SeenCall {
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly user: string | undefined
}

/** What differs from an application in which everything works. Each may be changed while it runs. */
export interface ParkingFaults {
  /** State in which a component ends; undefined lets it never end. */
  ends: (component: string) => 'success' | 'error' | undefined
  /** Message of a component's last trace. */
  says: (component: string) => string
  /** How many queries a new row stays invisible for. */
  lag: number
  /** Domain events that are lost. */
  loses: (event: string) => boolean
  /** Answers instead of the API, before or after the call took effect; `destroy` drops the connection. */
  interferes: (
    call: SeenCall,
    count: number,
  ) => { readonly status: number; readonly body: string } | 'destroy' | 'lose-answer' | undefined
}

export interface ParkingDesk {
  readonly model: Model
  readonly schema: GraphQLSchema
  readonly endpoint: string
  readonly faults: ParkingFaults
  readonly calls: readonly SeenCall[]
  /** Commands that were taken, by mutation. */
  readonly taken: readonly string[]
  stop(): Promise<void>
}

interface Row {
  readonly fields: Record<string, unknown>
  hiddenFor: number
}

/** ParkingDesk behind its own generated schema, over real HTTP; events go to the bus of the environment. */
export async function startParkingDesk(environment: InMemoryEnvironment, apiKey: string): Promise<ParkingDesk> {
  const { model } = await readModel(nodeFiles, 'examples/parking')
  const schema = buildApiSchema(renderSchema(model!))
  const faults: ParkingFaults = {
    ends: () => 'success',
    says: () => '',
    lag: 0,
    loses: () => false,
    interferes: () => undefined,
  }
  const calls: SeenCall[] = []
  const taken: string[] = []
  const traces = new Map<string, Record<string, unknown>[]>()
  const garages = new Map<string, Row>()
  const visits = new Map<string, Row>()

  const trace = (traceId: string, component: string, status: string, message = '') => {
    const row = {
      correlationId: traceId,
      command: component,
      component,
      status,
      message,
      event: 'Event',
      previous: 'appsync',
      timestamp: new Date().toISOString(),
    }
    traces.set(traceId, [...(traces.get(traceId) ?? []), row])
  }
  const processed = (traceId: string, component: string) => {
    trace(traceId, component, 'requested')
    const end = faults.ends(component)
    if (end !== undefined) trace(traceId, component, end, faults.says(component))
  }
  const command = (
    name: string,
    traceId: string,
    components: readonly string[],
    events: readonly (readonly [string, string])[],
  ) => {
    taken.push(name)
    trace(traceId, 'appsync', 'accepted')
    for (const component of components) processed(traceId, component)
    for (const [source, type] of events)
      if (!faults.loses(type))
        environment.publish({ source: `domain.Parking.${source}`, type, detail: { correlationId: traceId } })
    return { correlationId: traceId }
  }
  const visible = (row: Row | undefined) => (row !== undefined && row.hiddenFor-- <= 0 ? row.fields : undefined)
  const group = (user: string | undefined, name: string) => {
    if (user === undefined || !environment.groups.get(name)?.has(user))
      throw new Error('Not Authorized to access this field')
  }

  const query = (user: string | undefined) => ({
    Garage: {
      get: ({ key }: { key: string }) => {
        const fields = visible(garages.get(key))
        return fields && { ...fields, visits: () => [...visits.values()].map((row) => row.fields) }
      },
      filter: () => {
        group(user, 'administrator')
        return { resultset: rows(garages), nextToken: null }
      },
      byTitle: ({ title_equals, nextToken }: { title_equals: string; nextToken?: string }) => ({
        resultset: nextToken ? rows(garages).filter(({ title }) => title === title_equals) : [],
        nextToken: nextToken ? null : 'page-2',
      }),
      occupancy: ({ code }: { code: string }) => ({ code, total: 1, taken: visits.size }),
      Visit: {
        filter: () => ({ resultset: [...visits.values()].flatMap((row) => visible(row) ?? []), nextToken: null }),
      },
    },
    Trace: {
      filter: ({ correlationId }: { correlationId: string }) => ({ resultset: traces.get(correlationId) ?? [] }),
    },
  })
  const mutation = (user: string | undefined, traceId: string) => ({
    Garage: {
      open: ({ input }: { input: Record<string, unknown> }) => {
        group(user, 'administrator')
        garages.set(String(input.code), { fields: { ...input, key: input.code }, hiddenFor: faults.lag })
        environment.groups.set(`garage-${input.code}-manager`, new Set())
        return command('open', traceId, ['Parking.Garage.Open', 'GarageSetup-Notifier'], [['Garage', 'GarageOpened']])
      },
      close: () => command('close', traceId, ['Parking.Garage.Close'], [['Garage', 'GarageClosed']]),
      Visit: {
        start: ({ input }: { input: Record<string, string> }) => {
          const key = `${input.spot}:${input.plate}`
          visits.set(key, { fields: { key, plate: input.plate }, hiddenFor: faults.lag })
          const garage = garages.get(input.spot!.split(':')[0]!)
          if (garage) garage.fields.spots = [{ number: '12', plate: input.plate }]
          return command(
            'start',
            traceId,
            ['Parking.Visit.Start', 'Parking.Garage.OccupySpot'],
            [
              ['Visit', 'VisitStarted'],
              ['Garage', 'SpotOccupied'],
            ],
          )
        },
      },
    },
  })

  const answer = async (call: SeenCall) => {
    const { document, variables, headers, user } = call
    if (user === undefined && headers['x-api-key'] !== apiKey)
      return {
        status: 401,
        body: JSON.stringify({
          errors: [{ errorType: 'UnauthorizedException', message: 'You are not authorized to make this call.' }],
        }),
      }
    const traceId = String(headers['correlation-id'] ?? randomUUID())
    const rootValue = getOperationAST(parse(document))?.operation === 'mutation' ? mutation(user, traceId) : query(user)
    const result = await graphql({ schema, source: document, variableValues: variables, rootValue })
    const errors = result.errors?.map(({ message, path }) => ({ message, path, errorType: 'Unauthorized' }))
    return { status: 200, body: JSON.stringify({ data: result.data ?? null, ...(errors && { errors }) }) }
  }

  const server = createServer(async (request, response) => {
    const { query: document, variables } = JSON.parse(await textOf(request))
    const user = environment.tokens.get(String(request.headers.authorization ?? ''))
    const call = { document, variables, headers: request.headers, user }
    calls.push(call)
    const interference = faults.interferes(call, calls.length)
    if (interference === 'destroy') return void request.socket.destroy()
    const { status, body } = typeof interference === 'object' ? interference : await answer(call)
    if (interference === 'lose-answer') return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  processed('deployment-none', 'SetupEnvironment-Notifier')
  return {
    model: model!,
    schema,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    faults,
    calls,
    taken,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function rows(table: ReadonlyMap<string, Row>): Record<string, unknown>[] {
  return [...table.values()].map(({ fields }) => fields)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
