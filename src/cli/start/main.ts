import { commandWords } from '../../core/run/command-words.ts'
import type { Result } from '../../core/run/host.ts'
import { own } from '../../core/run/own.ts'
import { failureOf, runStage } from '../../core/run/run.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'
import { boundedResult } from '../../hosts/shared/bounded-result.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { marksFor, paintFor } from '../../hosts/shared/paint.ts'
import { exitCodeOf, failureText, resultJson } from '../../hosts/shared/result-text.ts'
import { shownSinks } from '../../hosts/shared/shown-sink.ts'
import { terminalHost } from '../../hosts/terminal/terminal.ts'
import { describeAll, type StageEntry, stages } from '../../stages/stages.ts'
import type { CommandLine } from '../command-line.ts'
import { parseArguments } from './arguments.ts'
import { renderHelp, renderStageHelp } from './help.ts'
import { summaries } from './summaries.ts'

/** Commands that are not stages; each loads when it is asked for and gives its exit code. */
const commands: Readonly<
  Record<string, { summary: string; run: (args: readonly string[], line: CommandLine) => Promise<number> }>
> = {
  ship: {
    summary: 'Run the whole line on one machine, from the model to production.',
    run: async (args, line) => (await import('../ship/command.ts')).runShip(args, line),
  },
  local: {
    summary: 'Start, look at, and remove the local AWS.',
    run: async (args, line) => (await import('../local.ts')).runLocalCommand(args, line),
  },
  version: {
    summary: 'Say which version this is.',
    run: async (args, line) => (await import('../version.ts')).printVersion(line, args.includes('--json')),
  },
}

const order = [
  'ship',
  'validate',
  'generate',
  'publish',
  'package',
  'deploy',
  'quality-gate',
  'promote',
  'verify',
  'local',
  'version',
]

/** Runs one command line, and gives the exit code. */
export async function main(argv: readonly string[], given: CommandLine): Promise<number> {
  const line = { ...given, ...shownSinks(given) }
  const [name = '--help', ...rest] = argv
  try {
    if (name === '--help' || name === '-h' || name === 'help') return print(line, help())
    if (name === '--version') return await commands.version!.run(rest, line)
    const command = own(commands, name)
    if (command) return await command.run(rest, line)
    const stage = own(stages, name)
    if (stage) return await runStageCommand(stage, rest, line)
    const guess = nearest(name, order)
    throw new StageError('input-invalid', `liftlock has no command ${JSON.stringify(name)}`, {
      hint: guess ? `did you mean ${guess}?` : 'see liftlock --help',
    })
  } catch (error) {
    return fail(failureOf(name, error, line.signal), argv.includes('--json'), line)
  }
}

async function runStageCommand(
  { describe, load }: StageEntry,
  rest: readonly string[],
  line: CommandLine,
): Promise<number> {
  const description = await describe()
  const parsed = parseArguments(description, rest)
  if (parsed.help) return print(line, renderStageHelp(description))
  let code = 0
  const host = terminalHost({
    ...line,
    flags: parsed.values,
    json: parsed.json,
    aws: async (network) => (await import('../aws.ts')).awsFor(parsed.local, network),
    onExitCode: (exitCode) => {
      code = exitCode
    },
  })
  await runStage(description, load, host, describeAll)
  return code
}

function help(): string {
  const texts = {
    ...summaries,
    ...Object.fromEntries(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
  }
  return renderHelp(Object.fromEntries(order.map((name) => [name, texts[name]!])))
}

function print({ stdout }: CommandLine, text: string): number {
  stdout.write(text)
  return 0
}

function fail(ended: Result, json: boolean, line: CommandLine): number {
  const { environment } = line
  const { stdout, stderr, mask } = shownSinks(line)
  const result = boundedResult(ended, (text) => mask.apply(text), commandWords)
  if (result.kind !== 'done') {
    const mark = paintFor(environment, stderr.isTTY === true).red(marksFor(environment).failed)
    stderr.write(`${failureText(result, mark)}\n`)
  }
  if (json) stdout.write(`${jsonText(resultJson(result), 2)}\n`)
  return exitCodeOf(result)
}
