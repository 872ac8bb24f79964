import { setTimeout as sleep } from 'node:timers/promises'

/** An application of the example, where it answers. */
export interface ParkingApi {
  readonly endpoint: string
  /** Token of an administrator, who may open garages. */
  readonly token: string
}

/** What became of a burst of commands. */
export interface BurstResult {
  /** Commands by how the last of their components ended: `success`, `error`, or `hanging`. */
  readonly ends: Readonly<Record<string, number>>
  /** Sum of the visits that all garages count, and of their spots with a plate. */
  readonly visits: number
  readonly taken: number
  /** Seconds until the last command was accepted, and until the last one had ended and was seen in the views. */
  readonly acceptedSeconds: number
  readonly endedSeconds: number
  /** Texts of errors, each once. */
  readonly errors: readonly string[]
}

/** What `Visit.start` sets in motion: the visit itself, and the garage whose spot it takes. */
const components = ['Parking.Visit.Start', 'Parking.Garage.OccupySpot']

type Trace = { readonly component: string; readonly status: string; readonly message: string }

/**
 * Opens garages, then takes all their spots at once, and waits until each command has ended or the patience is over.
 * @param name a capital letter, with which the codes of the garages begin; @param garages how many; `spots` of each, which is how many commands meet on one instance
 */
export async function takeAllSpots(
  api: ParkingApi,
  { garages, spots, name, patienceSeconds }: { garages: number; spots: number; name: string; patienceSeconds: number },
): Promise<BurstResult> {
  const codes = Array.from({ length: garages }, (_, index) => `${name}${letter(index / 26)}${letter(index % 26)}`)
  const numbers = Array.from({ length: spots }, (_, index) => `${index}`)
  for (const code of codes) await openGarage(api, code, numbers)
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  const commands = codes.flatMap((code) => numbers.map((number) => startVisit(api, `${code}:${number}`)))
  const traceIds = await Promise.all(commands)
  const acceptedSeconds = seconds()

  const open = new Map(traceIds.map((id) => [id, 'hanging']))
  const errors = new Set<string>()
  let counted = { visits: 0, taken: 0 }
  while (seconds() < patienceSeconds) {
    for (const [id, end] of open) {
      if (end !== 'hanging') continue
      const traces = await tracesOf(api, id)
      for (const { status, message } of traces) if (status === 'error') errors.add(message)
      open.set(id, endOf(traces))
    }
    counted = await count(api, codes)
    const ends = [...open.values()]
    const succeeded = ends.filter((end) => end === 'success').length
    if (!ends.includes('hanging') && counted.visits >= succeeded) break
    await sleep(200)
  }
  const ends: Record<string, number> = {}
  for (const end of open.values()) ends[end] = (ends[end] ?? 0) + 1
  return { ends, ...counted, acceptedSeconds, endedSeconds: seconds(), errors: [...errors] }
}

/** A capital letter for 0 to 25. */
function letter(index: number): string {
  return String.fromCharCode(65 + Math.floor(index))
}

function endOf(traces: readonly Trace[]): string {
  if (traces.some(({ status }) => status === 'error')) return 'error'
  const done = (component: string) =>
    traces.some((trace) => trace.component === component && trace.status === 'success')
  return components.every(done) ? 'success' : 'hanging'
}

async function openGarage(api: ParkingApi, code: string, numbers: readonly string[]): Promise<void> {
  const spots = numbers.map((number) => `{ number: "${number}" }`).join(', ')
  await query(
    api,
    `mutation { Garage { open(input: { code: "${code}", title: "garage ${code}", spots: [${spots}] }) { correlationId } } }`,
  )
  while ((await garage(api, code)) === null) await sleep(100)
}

async function startVisit(api: ParkingApi, spot: string): Promise<string> {
  const plate = `P${spot.replace(':', '-')}`
  const data = await query(
    api,
    `mutation { Garage { Visit { start(input: { spot: "${spot}", plate: "${plate}" }) { correlationId } } } }`,
  )
  return data.Garage.Visit.start.correlationId
}

async function tracesOf(api: ParkingApi, id: string): Promise<readonly Trace[]> {
  const data = await query(
    api,
    `{ Trace { filter(correlationId: "${id}") { resultset { component status message } } } }`,
  )
  return data.Trace.filter.resultset
}

async function garage(api: ParkingApi, code: string) {
  return (await query(api, `{ Garage { get(key: "${code}") { visitCount spots { plate } } } }`)).Garage.get
}

async function count(api: ParkingApi, codes: readonly string[]): Promise<{ visits: number; taken: number }> {
  const sum = { visits: 0, taken: 0 }
  for (const code of codes) {
    const found = await garage(api, code)
    sum.visits += found?.visitCount ?? 0
    sum.taken += (found?.spots ?? []).filter(({ plate }) => plate).length
  }
  return sum
}

/** What the documents of this file ask for. */
interface Data {
  readonly Garage: {
    readonly get: { readonly visitCount: number; readonly spots: readonly { readonly plate?: string }[] } | null
    readonly Visit: { readonly start: { readonly correlationId: string } }
  }
  readonly Trace: { readonly filter: { readonly resultset: readonly Trace[] } }
}

async function query(api: ParkingApi, text: string): Promise<Data> {
  const headers = { 'content-type': 'application/json', authorization: api.token }
  const answer = await fetch(api.endpoint, { method: 'POST', headers, body: JSON.stringify({ query: text }) })
  const { data, errors } = (await answer.json()) as { data: Data; errors?: readonly { message: string }[] }
  if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
  return data
}
