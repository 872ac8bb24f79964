import { relative } from 'node:path'
import { commandLine, type ShellLine } from '../../core/text/command-line.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { visibleOnOneLine } from '../../hosts/shared/visible.ts'

/** What a person can do once the release runs in production. */
export interface Closing {
  readonly release: string
  readonly environment: string
  readonly endpoint?: string
  readonly apiKey?: string
  readonly examples: readonly Example[]
  /** Outputs of the stack that get a line of their own, by name. */
  readonly outputs: Readonly<Record<string, string>>
  /** Path of the HTML report. */
  readonly report?: string
  /** The command that was run. */
  readonly again: ShellLine
  /** Command that starts the toolkit, such as `node dist/liftlock.js`. */
  readonly command: ShellLine
}

/** A request that passed the gate, exactly as it was sent. */
export interface Example {
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Role of the signed-in user; undefined for a call with the API key. */
  readonly role?: string
  readonly signedIn: boolean
}

/** The last lines of a run that reached production. */
export function renderClosing(closing: Closing): string {
  const { release, environment, endpoint, apiKey, report, again } = closing
  const rows: (readonly [string, string])[] = []
  if (endpoint) rows.push(['API', `${endpoint}${apiKey ? `   key ${apiKey}` : ''}`])
  const commands = endpoint ? closing.examples.flatMap((example) => renderExample(example, closing)) : []
  commands.forEach((line, index) => {
    rows.push([index === 0 ? 'Try it' : '', String(line)])
  })
  Object.entries(closing.outputs).forEach(([name, value], index) => {
    rows.push([index === 0 ? 'Outputs' : '', `${name} = ${value}`])
  })
  if (report) rows.push(['Report', shownPath(report)])
  rows.push(['Again', String(again)])
  // A value with a line break must not look like one of our lines, such as a command to try.
  const body = rows.map(([label, text]) => `  ${label.padEnd(9)}${visibleOnOneLine(text)}`)
  return [``, `${capital(environment)} runs release ${shortDigest(release)}.`, ...body, ''].join('\n')
}

function renderExample({ document, variables, role, signedIn }: Example, closing: Closing): readonly ShellLine[] {
  const { endpoint: url = '', apiKey, command, environment } = closing
  // A text that is not an address could be read as a flag of curl.
  if (!/^https?:\/\//.test(url)) return []
  const body = JSON.stringify({ query: document.replace(/\s+/g, ' ').trim(), variables })
  const type = commandLine`-H ${'content-type: application/json'}`
  if (!signedIn) return apiKey ? [commandLine`curl -s ${url} ${type} -H ${`x-api-key: ${apiKey}`} -d ${body}`] : []
  const ofRole = role === undefined ? [] : [commandLine`--role ${role}`]
  const token = commandLine`${command} local token --environment ${environment} ${ofRole}`
  return [commandLine`T=$(${token})`, commandLine`curl -s ${url} ${type} -H "authorization: $T" -d ${body}`]
}

/** A path for people: relative to the working directory, or absolute when it lies elsewhere. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' ? '.' : below.startsWith('..') ? path : below
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
