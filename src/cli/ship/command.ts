import { join } from 'node:path'
import { commandWords, explainCommand } from '../../core/run/command-words.ts'
import type { Context } from '../../core/run/context.ts'
import type { Host } from '../../core/run/host.ts'
import { refuseUnknown } from '../../core/run/refuse-unknown.ts'
import type { Finding, Report } from '../../core/run/report.ts'
import { readInputs } from '../../core/run/run.ts'
import { commandLine } from '../../core/text/command-line.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { describeModel } from '../../generator/model/describe-model.ts'
import { readModel } from '../../generator/model/read-model.ts'
import { boundedResult } from '../../hosts/shared/bounded-result.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { marksFor, paintFor } from '../../hosts/shared/paint.ts'
import { exitCodeOf, failureText, resultJson } from '../../hosts/shared/result-text.ts'
import { shownSinks } from '../../hosts/shared/shown-sink.ts'
import { type TerminalHost, type TerminalOptions, terminalHost } from '../../hosts/terminal/terminal.ts'
import type { LocalEnvironment } from '../../local/local-environment.ts'
import { describeAll } from '../../stages/stages.ts'
import { awsFor, awsOfLocal } from '../aws.ts'
import type { CommandLine } from '../command-line.ts'
import { type Arguments, parseArguments } from '../start/arguments.ts'
import { renderCommandHelp } from '../start/help.ts'
import { renderClosing, shownPath } from './closing.ts'
import { shipDescription as description, type ShipInputs, shipDefinition, untilOf } from './definition.ts'
import { findExamples } from './examples.ts'
import { isGated, prepareLine, type Start } from './prepare.ts'
import { type LineResult, runLine } from './run-line.ts'
import { type Step, steps } from './steps.ts'
import { lineView } from './view.ts'

/** Runs the stages in order on one machine: `liftlock ship`. @returns the exit code */
export async function runShip(argv: readonly string[], line: CommandLine): Promise<number> {
  const parsed = parseArguments(description, argv)
  if (parsed.help) {
    line.stdout.write(renderCommandHelp(description))
    return 0
  }
  const bare = hostOf(line, parsed, (network) => awsFor(false, network))
  const stageInputs = (await describeAll()).flatMap((stage) => stage.inputs)
  const taken = { name: description.name, inputs: [...description.inputs, ...stageInputs] }
  await refuseUnknown(taken, (await bare.given?.()) ?? [], async () => [])
  const inputs = readInputs(shipDefinition, description, bare)
  const prepared = await prepareLine(inputs, parsed.local, await bare.context())
  const pipeline = await pipelineOf(inputs, prepared, parsed.local, await bare.context())
  const start = pipeline?.start ?? prepared
  const local = parsed.local ? await startLocal(inputs, start, bare) : undefined
  const host = local ? hostOf(line, parsed, async () => awsOfLocal(local)) : bare
  const context = await host.context()

  const all = stepsUntil(inputs.until, start)
  const wanted = pipeline?.stepsOf(all) ?? all
  const { mask } = shownSinks(line)
  const view = lineView({
    ...line,
    stages: [...wanted.map(({ name }) => name), ...(pipeline?.rowsOf(all) ?? [])],
    verbose: inputs.verbose,
    mask: (text) => mask.apply(text),
    show: context.report,
  })
  view.title(`${start.application}  ${await describe(start, context)}`)
  if (!isGated(start)) view.report('quality gate', withoutGate)
  const before = await runLine(wanted, start.state, host, view)
  const result = local && pipeline ? await pipeline.goOn(before, { local, host, view }) : before
  view.close()
  return finish(result, { start, parsed, line, context, findings: host.findings, argv })
}

/** The pipeline in which the line goes on; undefined where all stages run here. */
async function pipelineOf(inputs: ShipInputs, start: Start, isLocal: boolean, { files }: Context) {
  if (inputs.via === 'terminal') return undefined
  const { pipelineLine } = await import('./codepipeline/pipeline-line.ts')
  return pipelineLine(inputs, start, isLocal, files)
}

function hostOf(line: CommandLine, parsed: Arguments, aws: TerminalOptions['aws']): TerminalHost {
  return terminalHost({ ...line, flags: parsed.values, json: parsed.json, aws, onExitCode: () => {} })
}

/** Says in a few words what the folder holds. `generate` reports what is wrong with a model. */
async function describe({ state: { source } }: Start, context: Context): Promise<string> {
  if (source.kind === 'template') return shownPath(source.path)
  const { model } = await readModel(context.files, source.path)
  return model ? describeModel(model) : shownPath(source.path)
}

/** Starts the local AWS with a bucket for every environment. It keeps running when the line has ended. */
async function startLocal({ iam, egress }: ShipInputs, start: Start, host: Host): Promise<LocalEnvironment> {
  const { origins } = start
  const { ensureLocal } = await import('../../local/daemon/ensure-local.ts')
  const { ensureLineBuckets } = await import('./line-buckets.ts')
  const local = await ensureLocal({ iam, egress, origins, context: await host.context() })
  await ensureLineBuckets(local, start)
  return local
}

const withoutGate: Report<string> = {
  kind: 'warning',
  text: 'skipped, because the template names no scenarios (Metadata.Liftlock.Gate; liftlock explain gate) and --test-command is not given',
}

function stepsUntil(until: string, start: Start): readonly Step[] {
  const to = steps.findIndex((step) => untilOf(step) === until) + 1
  const leftOut = [
    start.state.source.kind === 'model' ? 'build' : 'generate',
    ...(isGated(start) ? [] : ['quality gate']),
  ]
  return steps.slice(0, to).filter(({ name }) => !leftOut.includes(name))
}

interface Ending {
  readonly start: Start
  readonly parsed: Arguments
  readonly line: CommandLine
  readonly context: Context
  readonly findings: readonly Finding<string>[]
  readonly argv: readonly string[]
}

async function finish(result: LineResult, ending: Ending): Promise<number> {
  const { parsed, line, findings } = ending
  const { records, state } = result
  const { mask } = shownSinks(line)
  const failure = result.failure && boundedResult(result.failure, (text) => mask.apply(text), commandWords)
  const outcome = failure
    ? undefined
    : records.every((record) => record.outcome === 'no-changes')
      ? 'no-changes'
      : 'succeeded'
  const outputs = { outcome, release: state.outputs.package?.release, stages: records }
  if (failure) {
    const mark = paintFor(line.environment, line.stderr.isTTY === true).red(marksFor(line.environment).failed)
    line.stderr.write(`\n${failureText(failure, mark, explainCommand)}\n`)
  }
  if (parsed.json) {
    const done = { kind: 'done', stage: 'ship', outcome: outcome ?? 'succeeded', outputs } as const
    const document = failure ? { ...resultJson(failure, findings), outputs } : resultJson(done, findings)
    line.stdout.write(`${jsonText(document, 2)}\n`)
  } else if (!failure) line.stdout.write(await closingOf(result, ending))
  return failure ? exitCodeOf(failure, line.signal) : 0
}

async function closingOf(
  { state, records }: LineResult,
  { start, context: { files, folders, report: tell }, argv }: Ending,
): Promise<string> {
  const { out } = start.state
  const reached = ['production', 'staging'].find((name) => records.some(({ step }) => step === name))
  const release = state.outputs.package?.release
  if (release === undefined) return `\nThe application lies in ${shownPath(join(out, 'app'))}.\n`
  if (reached === undefined)
    return `\nRelease ${shortDigest(String(release))} lies in ${state.outputs.package?.bucket}.\n`
  const deployed = (state.outputs[reached]?.outputs ?? {}) as Readonly<Record<string, string>>
  const report = join(out, 'report', 'quality-gate.html')
  const reported = (await files.kind(report)) === 'file'
  const command = commandLine`node ${shownPath(join(folders.toolkit, 'dist', 'liftlock.js'))}`
  return renderClosing({
    release: String(release),
    environment: reached,
    ...(deployed.apiEndpoint && { endpoint: deployed.apiEndpoint }),
    ...(deployed.apiKey && { apiKey: deployed.apiKey }),
    examples: await findExamples(files, join(out, 'report'), ({ message }) => tell({ kind: 'warning', text: message })),
    ...(reported && { report }),
    outputs: start.state.source.kind === 'template' ? deployed : {},
    again: commandLine`${command} ship ${argv}`,
    command,
  })
}
