import { appendFile } from 'node:fs/promises'
import { EOL } from 'node:os'
import { edgeName } from '../core/describe.ts'
import type { Host, Result } from '../core/host.ts'
import type { Aws } from '../core/ports/aws.ts'
import type { Finding, Report } from '../core/report.ts'
import { inert } from './inert.ts'
import { paintFor } from './paint.ts'
import { renderFinding } from './render-finding.ts'
import { exitCodeOf, failureText, resultJson } from './result-text.ts'
import { SecretMask } from './secret-mask.ts'
import type { Sink } from './terminal.ts'

export interface GitHubOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Sink
  /** Made when a stage runs. */
  readonly aws: () => Promise<Aws>
  readonly signal: AbortSignal
  readonly onExitCode: (code: number) => void
}

/**
 * A step of a GitHub Actions job. Everything it prints passes `inert`, so that data can never become a workflow command.
 * Commands and files: GitHub Docs, "Workflow commands for GitHub Actions".
 */
export function githubHost(given: Partial<GitHubOptions> = {}): Host {
  const options = { ...ofThisProcess(given), ...given }
  const { environment, stdout } = options
  const mask = new SecretMask()
  const print = (line: string) => stdout.write(line + EOL)
  const summaries: string[] = []
  const report = reporter(options, mask, print, summaries)
  return {
    signal: options.signal,
    async context() {
      const [{ machineContext }, aws] = await Promise.all([import('./machine-context.ts'), options.aws()])
      return machineContext({ ...options, aws, report })
    },
    input: (name) => environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() || undefined,
    async finish(result) {
      if (result.kind !== 'done') print(command('error', {}, mask.apply(failureText(result, '').trim())))
      if (summaries.length > 0) await summarise(mask.apply(summaries.join('\n\n')), print)
      await writeOutputs(environment.GITHUB_OUTPUT, result, mask)
      options.onExitCode(exitCodeOf(result))
    },
  }
}

/** What a step has when nothing else is given. */
function ofThisProcess({ environment = process.env }: Partial<GitHubOptions>): GitHubOptions {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interruption.abort(new Error(`interrupted by ${signal}`)))
  return {
    environment,
    stdout: process.stdout,
    aws: async () => (await import('../aws/clients.ts')).awsFromEnvironment(environment),
    signal: interruption.signal,
    onExitCode: (code) => {
      process.exitCode = code
    },
  }
}

const levels = { error: 'error', warning: 'warning', notice: 'notice' } as const

function reporter(
  { environment }: GitHubOptions,
  mask: SecretMask,
  print: (line: string) => void,
  summaries: string[],
): (event: Report) => void {
  const log = (text: string) => {
    for (const line of inert(mask.apply(text)).split('\n')) print(line)
  }
  const annotate = (finding: Finding) => {
    const { file, line, column } = finding.place ?? {}
    const properties = { file, line, col: column, title: finding.rule }
    log(renderFinding(finding, undefined, paintFor(environment, false)))
    print(
      command(levels[finding.severity], properties, mask.apply([finding.text, finding.fix].filter(Boolean).join('\n'))),
    )
  }
  return (event) => {
    if (event.kind === 'note' || event.kind === 'text') log(event.text)
    else if (event.kind === 'warning') print(command('warning', {}, mask.apply(event.text)))
    else if (event.kind === 'finding') annotate(event.finding)
    else if (event.kind === 'secret') {
      mask.add(event.value)
      for (const line of event.value.split('\n')) if (line.length >= 4) print(command('add-mask', {}, line))
    } else if (event.kind === 'group') {
      print(command('group', {}, mask.apply(event.title)))
      log(event.lines.join('\n'))
      print(command('endgroup', {}, ''))
    } else if (event.kind === 'summary') summaries.push(event.markdown)
  }
}

/** The job summary goes through the platform's own library, which knows the file and its limits. */
async function summarise(markdown: string, print: (line: string) => void): Promise<void> {
  try {
    const { summary } = await import('@actions/core')
    await summary.addRaw(markdown, true).write()
  } catch (error) {
    print(command('warning', {}, `the job summary was not written: ${(error as Error).message}`))
  }
}

/** `outcome`, `failure-reason` and every output, each between delimiters that its value does not have. */
async function writeOutputs(file: string | undefined, result: Result, mask: SecretMask): Promise<void> {
  if (!file) return
  const outputs: Record<string, unknown> = { ...(result.kind === 'done' ? result.outputs : {}) }
  const { outcome, error } = resultJson(result) as { outcome: string; error?: { reason: string } }
  outputs.outcome = outcome
  outputs.failureReason = error?.reason ?? ''
  const text = Object.entries(outputs)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const written = mask.apply(typeof value === 'string' ? value : JSON.stringify(value))
      const delimiter = delimiterFor(written)
      return `${edgeName(key)}<<${delimiter}${EOL}${written}${EOL}${delimiter}${EOL}`
    })
  await appendFile(file, text.join(''))
}

/** A word that does not occur in the value; chosen by looking, because a random one would load all of `node:crypto`. */
function delimiterFor(value: string): string {
  for (let number = 0; ; number++) if (!value.includes(`liftlock_${number}`)) return `liftlock_${number}`
}

function command(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escaped(message)}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
