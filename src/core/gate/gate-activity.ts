import { z } from 'zod'

/** A place in the model, or in the file that was written by hand. */
export const place = z.strictObject({
  file: z.string(),
  line: z.number().int().min(1).exactOptional(),
  column: z.number().int().min(1).exactOptional(),
})

/** A text with `#variables#`; it is filled in and converted when the scenario runs (model format 13.3). */
const argument = z.strictObject({
  name: z.string(),
  /** The target: a dotted path into the variables of the document, such as `input.code`. */
  to: z.string(),
  type: z.enum(['String', 'Int', 'Float', 'Boolean', 'Numeric', 'Nested', 'StringList', 'ID']),
  value: z.string(),
  place,
})

const expectation = z.strictObject({
  /** Dotted path into the result; whole numbers index lists. */
  path: z.string(),
  /** How values are compared: as numbers, as booleans, or as text. */
  type: z.string(),
  /** `#` alone expects any value (decision D-50). */
  value: z.string(),
  place,
})

const extraction = z.strictObject({ path: z.string(), variable: z.string(), place })

const base = { place, description: z.string() }

/** How the call is made: with the API key, or as the current test user. */
const identity = z.enum(['api-key', 'user'])

const setVariables = z.strictObject({
  ...base,
  kind: z.literal('set-variables'),
  variables: z.array(z.strictObject({ name: z.string(), type: z.string(), value: z.string(), place })),
})

const mutation = z.strictObject({
  ...base,
  kind: z.literal('mutation'),
  /** Dotted path of the field below `Mutation`; its value has the `correlationId`. */
  path: z.string(),
  document: z.string(),
  identity,
  /** The variables before the arguments are filled in. */
  variables: z.record(z.string(), z.json()),
  arguments: z.array(argument),
  traces: z.array(z.strictObject({ component: z.string(), status: z.enum(['success', 'error']), place })),
})

const query = z.strictObject({
  ...base,
  kind: z.literal('query'),
  /** Dotted path of the field below `Query`. */
  path: z.string(),
  document: z.string(),
  identity,
  variables: z.record(z.string(), z.json()),
  arguments: z.array(argument),
  /** Whether the answer comes in pages: `resultset` with `nextToken` (model format 16.4). */
  paged: z.boolean(),
  expects: z.array(expectation),
  extracts: z.array(extraction),
})

/** A call for applications without GraphQL. A body that is not JSON is read as text. */
const http = z.strictObject({
  ...base,
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  /**
   * A path below the endpoint, or an address that begins with the endpoint. Variables are allowed here, in headers and
   * in the body.
   */
  url: z.string(),
  identity: z.enum(['none', 'api-key', 'user']),
  headers: z.record(z.string(), z.string()),
  body: z.string().exactOptional(),
  status: z.number().int().min(100).max(599),
  expects: z.array(expectation),
  extracts: z.array(extraction),
})

/** An activity of a scenario (model format 13.2). */
export const activity = z.discriminatedUnion('kind', [
  setVariables,
  mutation,
  query,
  http,
  z.strictObject({ ...base, kind: z.literal('refresh-token') }),
  /** A number from 1 to 100, or a variable that holds one. */
  z.strictObject({ ...base, kind: z.literal('switch-user'), user: z.string() }),
  z.strictObject({ ...base, kind: z.literal('grant-role'), role: z.string() }),
  z.strictObject({ ...base, kind: z.literal('wait'), milliseconds: z.number().int().min(0).max(60_000) }),
])

/** One step of a scenario, compiled. */
export type GateActivity = z.output<typeof activity>
export type ActivityOf<K extends GateActivity['kind']> = Extract<GateActivity, { kind: K }>
export type GateArgument = z.output<typeof argument>
export type GateExpectation = z.output<typeof expectation>
export type GateExtraction = z.output<typeof extraction>
