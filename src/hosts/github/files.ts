import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../core/run/host.ts'
import type { Finding, LineStep, Report } from '../../core/run/report.ts'
import type { StageList } from '../../core/run/stage-list.ts'
import type { SecretMask } from '../../core/secrets/secret-mask.ts'
import { markdownText } from '../../core/text/markdown-text.ts'
import { randomWord } from '../shared/random-word.ts'
import { resultJson } from '../shared/result-text.ts'
import { visible } from '../shared/visible.ts'
import { cutSummary, type SummaryPart } from './cut-summary.ts'
import { type GitHubOutputs, renderOutputs } from './outputs.ts'
import { rememberSteps } from './remember-steps.ts'
import { stepOf, summaryParts, type Verdict } from './summary.ts'
import { workflowCommand } from './workflow-command.ts'

export interface LeavingOptions {
  readonly result: Result<string>
  readonly rest: readonly Finding<string>[]
  readonly summaries: readonly Extract<Report, { kind: 'summary' }>[]
  readonly verdict?: Verdict | undefined
  /** Steps that the stage can prove, in order. */
  readonly proven: readonly LineStep[]
  readonly environment: NodeJS.ProcessEnv
  readonly stages: StageList
  readonly mask: SecretMask
  readonly print: (line: string) => void
  /** Adds to the summary; by default, appends to its file. */
  readonly summarise?: ((markdown: string) => Promise<void>) | undefined
  /** The environment from the inputs. */
  readonly name?: string
  /** Puts the step on the card of the pull request; never fails. */
  readonly card?: ((ended: EndedStep) => Promise<void>) | undefined
}

/** What the card says of a step. */
export interface EndedStep {
  readonly step: LineStep
  /** The closing message of the stage, else its outcome. */
  readonly text: string
  /** The summary without its heading and diagram. */
  readonly parts: readonly SummaryPart[]
}

/**
 * Writes the results of a step: its outputs, its summary, and its box of the line for later steps.
 * @returns whether later steps receive the outputs; if not, a message says so and how the stage ended
 */
export async function leaveBehind(options: LeavingOptions): Promise<boolean> {
  const { environment, mask, print, result } = options
  const folder = folderFor(environment)
  const shown = (text: string) => visible(mask.apply(text))
  const outputs = renderOutputs(result, folder, (text) => mask.apply(text))
  for (const notice of outputs.notices) print(workflowCommand('notice', {}, shown(notice)))
  const lost = environment.GITHUB_OUTPUT ? await handOn(outputs, environment.GITHUB_OUTPUT, folder) : undefined
  const text = lost && shown(`${endingOf(result)}, but its outputs could not be handed on: ${lost.message}`)
  if (text !== undefined) print(workflowCommand('error', {}, `${text}\n  Next: ${lostHint}`))
  const part = text === undefined ? [] : [{ kind: 'summary', rank: 0, markdown: `**${markdownText(text)}**` } as const]
  const summaries = [...part, ...options.summaries]
  const file = environment.GITHUB_STEP_SUMMARY
  if (file) await summarise({ ...options, summaries }, file, folder)
  return lost === undefined
}

/** Without a runner, other users may share the folder, so its name is unpredictable. */
function folderFor({ RUNNER_TEMP, TMPDIR }: NodeJS.ProcessEnv): string {
  if (RUNNER_TEMP) return join(RUNNER_TEMP, 'liftlock')
  return join(TMPDIR || '/tmp', `liftlock-${randomWord()}`)
}

const lostHint =
  'let GITHUB_OUTPUT and RUNNER_TEMP be what the runner gives, with room on the disk, and run again: what was done is found'

function endingOf(result: Result<string>): string {
  const { outcome } = resultJson(result) as { outcome: string }
  return result.kind === 'done' ? `${result.stage} is done (${outcome})` : `${result.stage} ended as ${outcome}`
}

/** Writes the outputs. @returns why later steps do not receive them, or undefined */
async function handOn(outputs: GitHubOutputs, file: string, folder: string): Promise<Error | undefined> {
  try {
    if (outputs.files.size > 0) await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const [name, text] of outputs.files) await writeFile(join(folder, name), text)
    await appendFile(file, outputs.text)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** A failure to write the summary only gives a warning, because it must not change the result of the step. */
async function summarise(options: LeavingOptions, file: string, folder: string): Promise<void> {
  const { result, rest, summaries, verdict, proven, environment, stages, mask, print, name } = options
  try {
    const given = result.kind === 'done' ? result.outputs.environment : undefined
    const step = stepOf(result, typeof given === 'string' ? given : name, proven)
    const before = proven.filter(({ stage }) => stage !== step.stage)
    const now = [...before, step]
    const steps = environment.RUNNER_TEMP ? await rememberSteps(now, join(folder, 'line.json')) : now
    const parts = summaries.map(({ markdown, rank = 1 }) => ({ markdown: mask.apply(markdown), rank }))
    const last = verdict && masked(verdict, mask)
    const all = summaryParts({ result, steps, verdict: last, parts, rest, environment, stages })
    const text = visible(mask.apply(cutSummary(all)))
    await (options.summarise?.(text) ?? appendFile(file, `${text}\n`))
    const hidden = all.slice(1).map(({ markdown, rank }) => ({ markdown: visible(mask.apply(markdown)), rank }))
    await options.card?.({ step, text: visible(last?.text ?? step.outcome), parts: hidden })
  } catch (error) {
    print(
      workflowCommand(
        'warning',
        {},
        visible(mask.apply(`the job summary was not written: ${(error as Error).message}`)),
      ),
    )
  }
}

function masked({ text, markdown, next }: Verdict, mask: SecretMask): Verdict {
  const hidden = { text: mask.apply(text), markdown: mask.apply(markdown) }
  return next === undefined ? hidden : { ...hidden, next: mask.apply(next) }
}
