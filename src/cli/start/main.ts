import { commandWords, explainCommand } from '../../core/run/command-words.ts'
import type { Result } from '../../core/run/host.ts'
import { own } from '../../core/run/own.ts'
import { failureOf } from '../../core/run/run.ts'
import type { StageEntry } from '../../core/run/stage-list.ts'
import { isInPipeline } from '../../hosts/context/pipeline-place.ts'
import { boundedResult } from '../../hosts/shared/bounded-result.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { marksFor, paintFor } from '../../hosts/shared/paint.ts'
import { exitCodeOf, failureText, resultJson } from '../../hosts/shared/result-text.ts'
import { shownSinks } from '../../hosts/shared/shown-sink.ts'
import { stages } from '../../stages/stages.ts'
import type { CommandLine } from '../command-line.ts'
import { asksForJson } from './arguments.ts'
import { commands, type ListedCommand } from './commands.ts'
import { renderHelp } from './help.ts'
import { isHelp, isVersion, unknownCommand } from './names.ts'
import { runStageCommand } from './run-stage-command.ts'

/** Runs one command line, and returns the exit code. */
export async function main(argv: readonly string[], given: CommandLine): Promise<number> {
  const line = { ...given, ...shownSinks(given) }
  try {
    return await run(argv, line)
  } catch (error) {
    return await fail(failureOf(nameOf(argv), error, line.signal), asksForJson(argv), line)
  }
}

async function run([name = 'help', ...rest]: readonly string[], line: CommandLine): Promise<number> {
  if (isHelp(name)) {
    const [command, ...words] = rest
    // `help deploy` is `deploy --help`, and `help local up` is `local up --help`.
    if (command !== undefined && !command.startsWith('-')) return run([command, ...words, '--help'], line)
    line.stdout.write(renderHelp(summaries()))
    return 0
  }
  if (isVersion(name)) return commands.version.run(rest, line)
  const command = own<ListedCommand>(commands, name)
  if (command) return command.run(rest, line)
  const stage = own<StageEntry>(stages, name)
  if (stage) return runStageCommand(stage, rest, line)
  throw unknownCommand('liftlock', name, Object.keys(summaries()))
}

/** All commands with their summaries: the whole line first, then its stages in order, then the others. */
function summaries(): Readonly<Record<string, string>> {
  const { ship, ...others } = commands
  const listed = Object.entries({ ship, ...stages, ...others })
  return Object.fromEntries(listed.map(([name, { summary }]) => [name, summary]))
}

/** Commands that are a first word of others. */
const groups = new Set(['local', 'dead-letters', 'pipeline'])

/** The name for messages about a failure: the words before the first flag that name a command. */
function nameOf([name = 'help', sub]: readonly string[]): string {
  if (name.startsWith('-')) return 'liftlock'
  return groups.has(name) && sub !== undefined && !sub.startsWith('-') ? `${name} ${sub}` : name
}

async function fail(ended: Result, json: boolean, line: CommandLine): Promise<number> {
  const { environment } = line
  const { stdout, stderr, mask } = shownSinks(line)
  const result = boundedResult(ended, (text) => mask.apply(text), commandWords)
  if (result.kind !== 'done') {
    const mark = paintFor(environment, stderr.isTTY === true).red(marksFor(environment).failed)
    stderr.write(`${failureText(result, mark, explainCommand)}\n`)
  }
  if (json) stdout.write(`${jsonText(resultJson(result), 2)}\n`)
  if (isInPipeline(environment)) {
    const { outcomeRecord } = await import('../../hosts/codepipeline/outcome-record.ts')
    stderr.write(`${outcomeRecord(result, environment.LIFTLOCK_PIPELINE_EXECUTION ?? '')}\n`)
  }
  return exitCodeOf(result, line.signal)
}
