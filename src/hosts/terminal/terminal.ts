import { readFileSync, statSync } from 'node:fs'
import type { Aws } from '../../core/ports/aws.ts'
import { commandWords, explainCommand } from '../../core/run/command-words.ts'
import type { GivenInput, Host } from '../../core/run/host.ts'
import type { Spelling } from '../../core/run/next-step.ts'
import type { Finding, Report } from '../../core/run/report.ts'
import type { SecretMask } from '../../core/secrets/secret-mask.ts'
import type { Network } from '../../system/network.ts'
import { boundedReport } from '../shared/bounded-report.ts'
import { boundedResult } from '../shared/bounded-result.ts'
import { continued } from '../shared/continued.ts'
import { environmentSecrets } from '../shared/environment-secrets.ts'
import { jsonText } from '../shared/json-text.ts'
import { outputText } from '../shared/output-text.ts'
import { marksFor, type Paint, paintFor } from '../shared/paint.ts'
import { renderFinding } from '../shared/render-finding.ts'
import { exitCodeOf, failureText, resultJson } from '../shared/result-text.ts'
import { type Sink, shownSinks } from '../shared/shown-sink.ts'
import { liveView } from './live-view.ts'

export interface TerminalOptions {
  /** Values of flags by kebab-case name; they win over the environment. */
  readonly flags: Readonly<Record<string, string>>
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Sink
  readonly stderr: Sink
  /** One JSON object on stdout instead of text. */
  readonly json: boolean
  /** The words for next steps; those of the command line by default. */
  readonly words?: Spelling
  /** Made when a stage runs. */
  readonly aws: (network: Network) => Promise<Aws>
  readonly signal: AbortSignal
  readonly onExitCode: (code: number) => void
}

/** A host that remembers findings about the user's files, for the object on stdout. */
export interface TerminalHost extends Host {
  readonly findings: readonly Finding<string>[]
}

/** A terminal or a log: progress goes to stderr, and the result to stdout. */
export function terminalHost(options: TerminalOptions): TerminalHost {
  const { environment, words = commandWords } = options
  const { stdout, stderr, mask } = shownSinks(options)
  for (const value of environmentSecrets(environment)) mask.add(value)
  const paint = paintFor(environment, stderr.isTTY === true)
  const say = (text: string) => stderr.write(`${text}\n`)
  const input = (name: string) =>
    given(options.flags[name]) ?? given(environment[`LIFTLOCK_${name.toUpperCase().replaceAll('-', '_')}`])
  const findings: Finding<string>[] = []
  const showing = {
    say,
    mask,
    paint,
    findings,
    live: liveView(stderr, mask, environment),
    sourceLine: lineReader(mask),
  }
  return {
    findings,
    signal: options.signal,
    async context() {
      const [{ machineContext }, { networkOf }] = await Promise.all([
        import('../context/machine-context.ts'),
        import('../../system/network.ts'),
      ])
      const network = networkOf(environment, input('http-proxy'))
      for (const value of network.secrets) mask.add(value)
      const masked = (text: string) => mask.apply(text)
      const report = (event: Report) => showReport(boundedReport(event, masked, words), showing)
      const aws = await options.aws(network)
      return machineContext({ ...options, network, aws, githubToken: input('github-token'), report })
    },
    input,
    given: async () => [...givenFlags(options.flags), ...givenVariables(environment)],
    async finish(ended) {
      const result = boundedResult(ended, (text) => mask.apply(text), words)
      if (result.kind !== 'done') say(failureText(result, paint.red(marksFor(environment).failed), explainCommand))
      stdout.write(options.json ? `${jsonText(resultJson(result, findings), 2)}\n` : outputText(result))
      options.onExitCode(exitCodeOf(result, options.signal))
    },
  }
}

/** Variables that are settings of the toolkit and not inputs of a stage. */
const settings = ['python', 'cache', 'home', 'local-token', 'appsync-url']

/** Reads inputs from flags; unknown flags were already refused. */
function givenFlags(flags: TerminalOptions['flags']): readonly GivenInput[] {
  return Object.entries(flags).flatMap(([name, value]) => (value ? [{ name, as: `--${name}` }] : []))
}

/** Reads inputs from variables of the environment. */
function givenVariables(environment: NodeJS.ProcessEnv): readonly GivenInput[] {
  return Object.entries(environment).flatMap(([as, value]) => {
    const name = /^LIFTLOCK_([A-Z0-9_]+)$/.exec(as)?.[1]?.toLowerCase().replaceAll('_', '-')
    return name === undefined || !value || settings.includes(name) ? [] : [{ name, as, perhaps: true }]
  })
}

interface Showing {
  readonly say: (text: string) => void
  readonly mask: SecretMask
  readonly paint: Paint
  readonly findings: Finding<string>[]
  readonly live: ReturnType<typeof liveView>
  readonly sourceLine: (finding: Finding) => string | undefined
}

function showReport(event: Report<string>, { say, mask, paint, findings, live, sourceLine }: Showing): void {
  live(event.kind === 'progress' ? event : undefined)
  if (event.kind === 'text') say(event.text)
  else if (event.kind === 'note') say(continued(event.text))
  else if (event.kind === 'warning') say(`${paint.yellow('warning:')} ${continued(event.text)}`)
  else if (event.kind === 'finding') {
    findings.push(event.finding)
    say(`${renderFinding(event.finding, sourceLine(event.finding), paint)}\n`)
  } else if (event.kind === 'group') say([event.title, ...event.lines.map((line) => `  ${line}`)].join('\n'))
  else if (event.kind === 'secret') mask.add(event.value)
}

/** Larger files are not read, because a person would not read a line of them. */
const shownBytes = 16 * 1024 * 1024

/** Reads the line of a finding. The last file is kept, because findings come in the order of files. */
function lineReader(mask: SecretMask): (finding: Finding) => string | undefined {
  let last: { readonly file: string; readonly lines: readonly string[] } | undefined
  return ({ place }) => {
    if (place?.line === undefined) return undefined
    if (last?.file !== place.file) last = { file: place.file, lines: linesOf(place.file) }
    const line = last.lines[place.line - 1]?.replace(/\r$/, '')
    // A cut could leave a part of a secret, which a mask cannot recognize. So the line is masked first.
    return line === undefined ? undefined : mask.apply(line)
  }
}

function linesOf(file: string): readonly string[] {
  try {
    const stat = statSync(file)
    return stat.isFile() && stat.size <= shownBytes ? readFileSync(file, 'utf8').split('\n') : []
  } catch {
    return []
  }
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}
