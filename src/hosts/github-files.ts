import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../core/host.ts'
import type { Finding, LineStep, Report } from '../core/report.ts'
import { cutSummary } from './cut-summary.ts'
import { renderOutputs } from './github-outputs.ts'
import { stepOf, summaryParts, type Verdict } from './github-summary.ts'
import type { SecretMask } from './secret-mask.ts'
import { workflowCommand } from './workflow-command.ts'

export interface LeavingOptions {
  readonly result: Result
  readonly rest: readonly Finding[]
  readonly summaries: readonly Extract<Report, { kind: 'summary' }>[]
  readonly verdict?: Verdict | undefined
  /** What the stage has proof of, in order. */
  readonly proven: readonly LineStep[]
  readonly environment: NodeJS.ProcessEnv
  readonly mask: SecretMask
  readonly print: (line: string) => void
  /** Adds to the summary; the file is appended to when there is none. */
  readonly summarise?: ((markdown: string) => Promise<void>) | undefined
  /** The environment that was given as an input. */
  readonly name?: string
}

/** Writes what a step leaves behind: its outputs, its summary, and its box of the line for the steps after it. */
export async function leaveBehind(options: LeavingOptions): Promise<void> {
  const { environment, mask, print, result } = options
  const folder = join(environment.RUNNER_TEMP || environment.TMPDIR || '/tmp', 'liftlock')
  const outputs = renderOutputs(result, folder, (text) => mask.apply(text))
  for (const notice of outputs.notices) print(workflowCommand('notice', {}, mask.apply(notice)))
  if (environment.GITHUB_OUTPUT) {
    if (outputs.files.size > 0) await mkdir(folder, { recursive: true })
    for (const [name, text] of outputs.files) await writeFile(join(folder, name), text)
    await appendFile(environment.GITHUB_OUTPUT, outputs.text)
  }
  if (environment.GITHUB_STEP_SUMMARY) await summarise(options, environment.GITHUB_STEP_SUMMARY, folder)
}

/** A summary that cannot be written never decides how the step ends. */
async function summarise(options: LeavingOptions, file: string, folder: string): Promise<void> {
  const { result, rest, summaries, verdict, proven, environment, mask, print, name } = options
  try {
    const given = result.kind === 'done' ? result.outputs.environment : undefined
    const step = stepOf(result, typeof given === 'string' ? given : name, proven)
    const before = proven.filter(({ stage }) => stage !== step.stage)
    const steps = await rememberSteps(
      [...before, step],
      environment.RUNNER_TEMP ? join(folder, 'line.json') : undefined,
    )
    const parts = summaries.map(({ markdown, rank = 1 }) => ({ markdown: mask.apply(markdown), rank }))
    const last = verdict && { text: mask.apply(verdict.text), markdown: mask.apply(verdict.markdown) }
    const all = summaryParts({ result, steps, verdict: last, parts, rest, environment })
    const text = mask.apply(cutSummary(all))
    await (options.summarise?.(text) ?? appendFile(file, `${text}\n`))
  } catch (error) {
    print(workflowCommand('warning', {}, mask.apply(`the job summary was not written: ${(error as Error).message}`)))
  }
}

/** The steps of this job so far, with these as the last; the runner empties its temporary folder with every job. */
async function rememberSteps(now: readonly LineStep[], file: string | undefined): Promise<readonly LineStep[]> {
  if (file === undefined) return now
  const before = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as LineStep[],
    () => [],
  )
  const ranHere = (step: LineStep) =>
    before.some(({ stage, environment, detail }) => {
      const same = stage === step.stage && detail === step.detail
      return same && (step.environment === undefined || environment === step.environment)
    })
  const steps = [...before, ...now.filter((step, index) => index === now.length - 1 || !ranHere(step))]
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, JSON.stringify(steps))
  return steps
}
