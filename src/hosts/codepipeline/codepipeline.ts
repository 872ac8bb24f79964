import type { Clock } from '../../core/ports/clock.ts'
import { explainCommand } from '../../core/run/command-words.ts'
import type { StageDescription } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'
import { exitCodes } from '../../core/run/outcome.ts'
import { own } from '../../core/run/own.ts'
import { failureOf } from '../../core/run/run.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { pipelinePlace, placeNames } from '../context/pipeline-place.ts'
import { boundedResult } from '../shared/bounded-result.ts'
import { jsonText } from '../shared/json-text.ts'
import { outputText } from '../shared/output-text.ts'
import { marksFor } from '../shared/paint.ts'
import { exitCodeOf, failureText, resultJson } from '../shared/result-text.ts'
import { shownSinks } from '../shared/shown-sink.ts'
import { type TerminalHost, type TerminalOptions, terminalHost } from '../terminal/terminal.ts'
import { endedBefore } from './ended-before.ts'
import { renderExports } from './exports.ts'
import { goesOn, stoppedInTime, unfinished } from './goes-on.ts'
import { outcomeRecord } from './outcome-record.ts'
import { placeContext } from './place-context.ts'
import { pipelineSettings, settingNames } from './settings.ts'
import { timeLimit } from './time-limit.ts'
import { pipelineWords } from './words.ts'
import { writeExports } from './write-exports.ts'

export interface CodePipelineOptions extends Omit<TerminalOptions, 'words'> {
  /** The stage that runs; the output variables are its outputs. */
  readonly description: Pick<StageDescription, 'name' | 'outputs'>
  /** The machine's clock by default. */
  readonly clock?: Clock
  /** Ends the process at once, when a stage does not end in time; the exit code has been told. */
  readonly leave: () => void
}

/** A host that may have nothing to do, because the action before it has finished. */
export interface CodePipelineHost extends TerminalHost {
  /** Of an attach action: how the action before it ended the stage; undefined when there is something to do. */
  readonly endedBefore: Result | undefined
}

/**
 * A command in a `Commands` or `CodeBuild` action of CodePipeline. Everything is in one log, and its last line is a
 * record of the outcome. Outputs go into a file, which the next command of the action sources. Before the service ends
 * the action, the command ends itself, and leaves an operation of AWS to the next action.
 * @throws StageError `input-missing`, `input-invalid` for a variable of the action; `input-invalid`, `disk-full` for
 * a file of exports that cannot be written
 */
export function codepipelineHost(options: CodePipelineOptions): CodePipelineHost {
  const { environment, description, json, clock = nodeClock } = options
  const place = pipelinePlace(environment)
  if (place === undefined) throw new Error('not in a pipeline')
  const settings = pipelineSettings(environment)
  const { followed, minutes, exports } = settings
  // A file that cannot be written is told before anything happens; what is in it is of an earlier command.
  if (exports !== undefined) writeExports(exports, '')
  const one = json ? options.stderr : options.stdout
  const { stderr: log, mask } = shownSinks({ stdout: one, stderr: one })
  const { stdout } = json ? shownSinks({ stdout: options.stdout, stderr: log }) : { stdout: log }
  const masked = (text: string) => mask.apply(text)
  const words = pipelineWords(followed)
  const before = endedBefore(settings.before, description)
  let finished = false
  const limit = timeLimit(clock, minutes, environment, () => {
    void finish(failureOf(description.name, unfinished(description.name, minutes), options.signal)).then(options.leave)
  })
  const signal = AbortSignal.any([options.signal, limit.signal])
  const terminal = terminalHost({ ...options, stdout, stderr: log, words, signal })

  async function finish(ended: Result): Promise<void> {
    limit.stop()
    if (finished) return
    finished = true
    if (ended === before)
      log.write(`the action before this one has finished ${ended.stage}; nothing is left to follow\n`)
    const isOver = limit.signal.aborted && !options.signal.aborted
    const result = boundedResult(handOn(isOver ? stoppedInTime(ended, minutes) : ended), masked, words)
    const isLeft = followed && goesOn(result)
    const mark = isLeft ? marksFor(environment).open : marksFor(environment).failed
    if (result.kind !== 'done') log.write(`${failureText(result, mark, explainCommand)}\n`)
    stdout.write(json ? `${jsonText(resultJson(result, terminal.findings), 2)}\n` : outputText(result))
    log.write(`${outcomeRecord(result, place!.execution)}\n`)
    options.onExitCode(isLeft ? exitCodes.succeeded : exitCodeOf(result, options.signal))
  }

  /** Writes the output variables. A stage whose outputs are lost has failed, unless its operation goes on. */
  function handOn(ended: Result): Result {
    if (exports === undefined) return ended
    const { text, leftOut } = renderExports(boundedResult(ended, masked, words), description.outputs, masked)
    try {
      writeExports(exports, text)
    } catch (error) {
      const lost = failureOf(ended.stage, error, options.signal)
      return goesOn(ended) ? ended : { ...lost, ...(ended.outputs && { outputs: ended.outputs }) }
    }
    if (leftOut.length > 0)
      log.write(`too long or several lines, so not in the output variables: ${leftOut.join(', ')}\n`)
    return ended
  }

  const read = (name: string) => terminal.input(name) ?? own(settings.inputs, name)
  return {
    findings: terminal.findings,
    signal,
    endedBefore: before,
    async context() {
      const { approval } = settings
      return placeContext(await terminal.context(), {
        place,
        approval,
        clock,
        signal,
        named: () => read('approved-by'),
      })
    },
    input: read,
    async given() {
      const names: readonly string[] = [...Object.values(settingNames), ...placeNames]
      const given = (await terminal.given?.()) ?? []
      const inOne = Object.keys(settings.inputs).map((name) => ({ name, as: `${settingNames.inputs}.${name}` }))
      return [...given.filter(({ as }) => !names.includes(as)), ...inOne]
    },
    finish,
  }
}
