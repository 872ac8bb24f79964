import { EOL } from 'node:os'
import type { Aws } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { cutText } from '../../core/run/finding-limits.ts'
import type { Host, Result } from '../../core/run/host.ts'
import { exitCodes } from '../../core/run/outcome.ts'
import type { Report } from '../../core/run/report.ts'
import type { StageList } from '../../core/run/stage-list.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import type { Network } from '../../system/network.ts'
import { boundedResult } from '../shared/bounded-result.ts'
import { directOutput } from '../shared/direct-output.ts'
import { environmentSecrets } from '../shared/environment-secrets.ts'
import { guardProcess } from '../shared/guarded-process.ts'
import { inert } from '../shared/inert.ts'
import { interruption } from '../shared/interruption.ts'
import { withOwnControls } from '../shared/own-control.ts'
import { exitCodeOf, failureText } from '../shared/result-text.ts'
import type { Sink } from '../shared/shown-sink.ts'
import { visible } from '../shared/visible.ts'
import { GitHubAnnotations, longestMessage } from './annotations.ts'
import { cardOf, checkCardMode } from './card-of.ts'
import { leaveBehind } from './files.ts'
import { givenInputs } from './given-inputs.ts'
import { jobInputNames } from './job-inputs.ts'
import { explanationOf } from './pages.ts'
import { reporter, type Said } from './reporter.ts'
import { reviewersOf } from './reviewers-of.ts'
import { workflowWordsOf } from './words.ts'
import { workflowCommand } from './workflow-command.ts'
import { relativeToWorkspace } from './workspace-paths.ts'

export interface GitHubOptions {
  /** Inputs of the action that are not inputs of its stage. */
  readonly alsoTaken?: readonly string[]
  /** All stages, for the summary and for hints. Without them, the summary shows only this stage. */
  readonly stages: StageList
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Sink
  /** Made when a stage runs; reports every secret that it reads. */
  readonly aws: (report: (event: Report) => void, network: Network) => Promise<Aws>
  readonly signal: AbortSignal
  readonly onExitCode: (code: number) => void
}

/**
 * A step of a GitHub Actions job. Everything it prints passes `visible` and `inert`, or is one of our own workflow
 * commands with escaped data. So data can never become a workflow command. Commands and files: GitHub Docs, "Workflow
 * commands for GitHub Actions".
 */
export function githubHost(given: Partial<GitHubOptions> = {}): Host {
  const options = { ...ofThisProcess(given), ...given }
  const { environment, stdout } = options
  const mask = new SecretMask()
  const print = (line: string) => stdout.write(withOwnControls(line) + EOL)
  const annotations = new GitHubAnnotations(environment.GITHUB_WORKSPACE || undefined)
  const said: Said = { summaries: [], proven: [] }
  let context: Context | undefined
  const toWorkspace = relativeToWorkspace(environment.GITHUB_WORKSPACE)
  const masked = (text: string) => toWorkspace(mask.apply(text))
  const shown = (text: string) => visible(masked(text))
  const report = reporter(environment, { mask, shown, print, annotations, said })
  if (given.environment === undefined) guardProcess((text) => print(inert(shown(text))), exitCodes.bug)
  const input = (name: string) => environment[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() || undefined
  return {
    signal: options.signal,
    async context() {
      checkCardMode(input('card'))
      for (const value of environmentSecrets(environment)) report({ kind: 'secret', value })
      const [{ machineContext }, { networkOf }] = await Promise.all([
        import('../context/machine-context.ts'),
        import('../../system/network.ts'),
      ])
      const network = networkOf(environment, input('http-proxy'))
      for (const value of network.secrets) report({ kind: 'secret', value })
      const aws = await options.aws(report, network)
      const machine = machineContext({ ...options, network, aws, githubToken: input('github-token'), report })
      context = { ...machine, ...reviewersOf(machine, environment, input('environment')) }
      return context
    },
    input,
    given: () => givenInputs(environment, [...jobInputNames, ...(options.alsoTaken ?? [])]),
    async finish(ended) {
      report({ kind: 'section' })
      const result = boundedResult(ended, masked, workflowWordsOf(environment))
      const last =
        result.kind === 'done'
          ? undefined
          : {
              severity: severityOf(result),
              text: failureText(result, '', (reason) => explanationOf(reason, environment)).trim(),
            }
      const { lines, rest } = annotations.commands(last?.severity, shown)
      for (const line of lines) print(line)
      if (last !== undefined) {
        // The runner cuts long messages of commands; the log shows the whole text.
        if (last.text.length > longestMessage) for (const line of inert(shown(last.text)).split('\n')) print(line)
        print(workflowCommand(last.severity, {}, cutText(shown(last.text), longestMessage)))
      }
      const name = input('environment')
      const summarise = context === undefined ? undefined : withLibrary
      const card =
        context && cardOf(context, result, { environment, stages: options.stages, print, shown, mode: input('card') })
      const handedOn = await leaveBehind({
        result,
        rest,
        ...said,
        environment,
        stages: options.stages,
        mask,
        print,
        summarise,
        card,
        ...(name && { name }),
      })
      options.onExitCode(exitCodeOf(result, options.signal) || (handedOn ? exitCodes.succeeded : exitCodes.failed))
    },
  }
}

/** A newer release is already there: this is worth a notice, but it is not an error of this run. */
function severityOf(result: Exclude<Result<string>, { kind: 'done' }>): 'error' | 'notice' {
  return result.kind === 'failure' && result.error.outcome === 'superseded' ? 'notice' : 'error'
}

/** The defaults of a step: this process and its environment. */
function ofThisProcess({ environment = process.env }: Partial<GitHubOptions>): GitHubOptions {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort(interruption(signal)))
  return {
    environment,
    stages: {},
    stdout: directOutput(1),
    aws: signIn,
    signal: interrupted.signal,
    onExitCode: (code) => {
      process.exitCode = code
    },
  }
}

/**
 * Assumes roles with tokens of the runner, if the job may have them. The environment of later steps stays unchanged.
 */
async function signIn(report: (event: Report) => void, { environment, agents, http }: Network): Promise<Aws> {
  const [{ awsFromEnvironment }, { githubIdentity, permissionHint }] = await Promise.all([
    import('../../aws/clients.ts'),
    import('../context/github-identity.ts'),
  ])
  const onSecret = (value: string) => report({ kind: 'secret', value })
  const webIdentity = githubIdentity(environment, onSecret, http)
  return awsFromEnvironment(environment, { webIdentity, onSecret, identityHint: permissionHint, agents })
}

/**
 * Writes the summary with the platform's own library. The library loads only after a stage has run, because it would
 * slow the check of inputs.
 */
async function withLibrary(markdown: string): Promise<void> {
  const { summary } = await import('@actions/core')
  await summary.addRaw(markdown, true).write()
}
