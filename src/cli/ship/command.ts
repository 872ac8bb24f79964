import { join, relative } from 'node:path'
import type { Context } from '../../core/context.ts'
import { describeStage } from '../../core/describe.ts'
import type { Host } from '../../core/host.ts'
import type { Aws } from '../../core/ports/aws.ts'
import { readInputs } from '../../core/run.ts'
import { environmentOf } from '../../delivery/configuration.ts'
import { describeModel } from '../../generator/model/describe-model.ts'
import { readModel } from '../../generator/model/read-model.ts'
import { marksFor, paintFor } from '../../hosts/paint.ts'
import { exitCodeOf, failureText, resultJson } from '../../hosts/result-text.ts'
import { terminalHost } from '../../hosts/terminal.ts'
import { type Arguments, parseArguments } from '../arguments.ts'
import { awsFor, awsOfLocal } from '../aws.ts'
import type { CommandLine } from '../command-line.ts'
import { renderStageHelp } from '../help.ts'
import { renderClosing } from './closing.ts'
import { type ShipInputs, shipDefinition } from './definition.ts'
import { findExamples } from './examples.ts'
import { prepareLine, type Start } from './prepare.ts'
import { type LineResult, runLine } from './run-line.ts'
import { type Step, steps } from './steps.ts'
import { lineView } from './view.ts'

const description = describeStage(shipDefinition)

/** `liftlock ship`: the stages in order on one machine. @returns the exit code */
export async function runShip(argv: readonly string[], line: CommandLine): Promise<number> {
  const parsed = parseArguments(description, argv)
  if (parsed.help) {
    line.stdout.write(renderStageHelp(description))
    return 0
  }
  const bare = hostOf(line, parsed, () => awsFor(false, line.environment))
  const inputs = readInputs(shipDefinition, description, bare)
  const start = await prepareLine(inputs, parsed.local, await bare.context())
  const host = parsed.local ? await localHost(inputs, start, bare, line, parsed) : bare
  const context = await host.context()

  const wanted = stepsUntil(inputs.until, start)
  const view = lineView({
    ...line,
    stages: wanted.map(({ name }) => name),
    verbose: inputs.verbose,
    show: context.report,
  })
  view.title(`${start.application}  ${await describe(start, context)}`)
  const result = await runLine(wanted, start.state, host, view)
  view.close()
  return finish(result, start, parsed, line, context)
}

/** The same host against the local AWS, which is started first. */
async function localHost(
  inputs: ShipInputs,
  start: Start,
  bare: Host,
  line: CommandLine,
  parsed: Arguments,
): Promise<Host> {
  const aws = await startLocal(inputs, start, bare)
  return hostOf(line, parsed, async () => aws)
}

function hostOf(line: CommandLine, parsed: Arguments, aws: () => Promise<Aws>): Host {
  return terminalHost({ ...line, flags: parsed.values, json: parsed.json, aws, onExitCode: () => {} })
}

/** What is in the folder, in a few words; what is wrong with a model is for `generate` to say. */
async function describe({ state: { folder, source } }: Start, context: Context): Promise<string> {
  const path = relative(process.cwd(), folder) || '.'
  if (source.kind === 'template') return path
  const { model } = await readModel(context.files, folder)
  return model ? describeModel(model) : path
}

/** The local AWS with a bucket for every environment; it stays when the line has ended. */
async function startLocal(
  { iam, egress }: ShipInputs,
  { configuration, application }: Start,
  host: Host,
): Promise<Aws> {
  const { ensureLocal } = await import('../../local/ensure-local.ts')
  const { ensureBucket } = await import('../../local/ensure-bucket.ts')
  const local = await ensureLocal({ iam, egress, context: await host.context() })
  const aws = awsOfLocal(local)
  const environments = Object.keys(configuration.environments).map((name) =>
    environmentOf(configuration, name, application),
  )
  const readers = environments.map(({ account }) => account ?? local.accounts.staging)
  for (const environment of environments) await ensureBucket(local, environment, readers)
  return aws
}

function stepsUntil(until: ShipInputs['until'], { state }: Start): readonly Step[] {
  const from = state.source.kind === 'model' ? 0 : 1
  const to = steps.findIndex(({ name }) => name === until.replace('-', ' ')) + 1
  return steps.slice(from, to)
}

async function finish(
  result: LineResult,
  start: Start,
  parsed: Arguments,
  line: CommandLine,
  context: Context,
): Promise<number> {
  const { records, failure, state } = result
  const outcome = failure
    ? undefined
    : records.every((record) => record.outcome === 'no-changes')
      ? 'no-changes'
      : 'succeeded'
  const outputs = { outcome, release: state.outputs.package?.release, stages: records }
  if (failure)
    line.stderr.write(
      `\n${failureText(failure, paintFor(line.environment, line.stderr.isTTY === true).red(marksFor(line.environment).failed))}\n`,
    )
  if (parsed.json) {
    const document = failure ? { ...resultJson(failure), outputs } : { stage: 'ship', outcome, outputs }
    line.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
  } else if (!failure) line.stdout.write(await closingOf(result, start, context))
  return failure ? exitCodeOf(failure) : 0
}

async function closingOf(
  { state, records }: LineResult,
  { state: { folder, out } }: Start,
  { files, folders }: Context,
): Promise<string> {
  const reached = records.some(({ step }) => step === 'production') ? 'production' : 'staging'
  const deployed = (state.outputs[reached]?.outputs ?? {}) as Readonly<Record<string, string>>
  const release = state.outputs.package?.release
  if (release === undefined) return `\nThe application lies in ${relative(process.cwd(), join(out, 'app'))}.\n`
  const report = join(out, 'report', 'quality-gate.html')
  const reported = (await files.kind(report)) === 'file'
  const command = `node ${relative(process.cwd(), join(folders.toolkit, 'dist', 'liftlock.js'))}`
  return renderClosing({
    release: String(release),
    environment: reached,
    ...(deployed.apiEndpoint && { endpoint: deployed.apiEndpoint }),
    ...(deployed.apiKey && { apiKey: deployed.apiKey }),
    examples: await findExamples(files, join(out, 'report')),
    ...(reported && { report }),
    again: `${command} ship ${relative(process.cwd(), folder) || '.'} --local`,
    command,
  })
}
