import { relative } from 'node:path'

/** What a person can do once production runs. */
export interface Closing {
  readonly release: string
  readonly environment: string
  readonly endpoint?: string
  readonly apiKey?: string
  readonly examples: readonly Example[]
  /** Path of the HTML report. */
  readonly report?: string
  /** The command that was run. */
  readonly again: string
  /** Command line of the toolkit, such as `node dist/liftlock.js`. */
  readonly command: string
}

/** A request that passed the gate, as it was sent. */
export interface Example {
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Role of the signed-in caller; undefined calls with the API key. */
  readonly role?: string
  readonly signedIn: boolean
}

/** The last words of a line that reached production. */
export function renderClosing(closing: Closing): string {
  const { release, environment, endpoint, apiKey, report, again } = closing
  const rows: (readonly [string, string])[] = []
  if (endpoint) rows.push(['API', `${endpoint}${apiKey ? `   key ${apiKey}` : ''}`])
  const commands = endpoint ? closing.examples.flatMap((example) => renderExample(example, closing)) : []
  commands.forEach((line, index) => {
    rows.push([index === 0 ? 'Try it' : '', line])
  })
  if (report) rows.push(['Report', relative(process.cwd(), report)])
  rows.push(['Again', again])
  const body = rows.map(([label, text]) => `  ${label.padEnd(9)}${text}`)
  return [``, `${capital(environment)} runs release ${release.slice(0, 12)}.`, ...body, ''].join('\n')
}

function renderExample({ document, variables, role, signedIn }: Example, closing: Closing): string[] {
  const body = quoted(JSON.stringify({ query: document.replace(/\s+/g, ' ').trim(), variables }))
  const url = closing.endpoint ?? ''
  const type = `-H 'content-type: application/json'`
  if (!signedIn)
    return closing.apiKey ? [`curl -s ${url} ${type} -H ${quoted(`x-api-key: ${closing.apiKey}`)} -d ${body}`] : []
  const token = `${closing.command} local token --environment ${closing.environment}${role ? ` --role ${role}` : ''}`
  return [`T=$(${token})`, `curl -s ${url} ${type} -H "authorization: $T" -d ${body}`]
}

/** A word for a POSIX shell, in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll(`'`, `'\\''`)}'`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
