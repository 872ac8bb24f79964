import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { awsFromEnvironment } from '../../src/aws/clients.ts'
import type { Aws } from '../../src/core/ports/aws.ts'
import type { Clock } from '../../src/core/ports/clock.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { runStage } from '../../src/core/run/run.ts'
import type { Stage } from '../../src/core/run/stage.ts'
import { codepipelineHost } from '../../src/hosts/codepipeline/codepipeline.ts'
import { sourcedVariables } from './sourced-variables.ts'

/** Where an action of tests is. */
export const placeVariables = {
  LIFTLOCK_PIPELINE_EXECUTION: '00000000-0000-4000-8000-000000000001',
  LIFTLOCK_PIPELINE_NAME: 'parking',
  LIFTLOCK_PIPELINE_STAGE: 'Production',
  LIFTLOCK_PIPELINE_ACTION: 'Promote',
} as const

/** How an action of a pipeline ended. */
export interface EndedAction {
  readonly exitCode: number | undefined
  readonly log: string
  readonly stdout: string
  /** The last line of the log. */
  readonly record: Readonly<Record<string, unknown>>
  /** Content of the file of exports. */
  readonly exports: string
  /** Variables of the next command. */
  readonly variables: Readonly<Record<string, string>>
  /** Whether the host left a stage that did not end. */
  readonly left: boolean
}

export interface ActionOptions {
  readonly environment?: NodeJS.ProcessEnv
  readonly flags?: Readonly<Record<string, string>>
  readonly clock?: Clock
  readonly aws?: Aws
  readonly json?: boolean
  readonly signal?: AbortSignal
}

/** Runs a stage as an action of a pipeline does. */
export async function runAction(stage: Stage, given: ActionOptions = {}): Promise<EndedAction> {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-action-'))
  const file = join(folder, 'exports')
  const description = describeStage(stage)
  const texts = { stdout: '', stderr: '' }
  let exitCode: number | undefined
  try {
    const sink = (name: keyof typeof texts) => ({
      write(text: string) {
        texts[name] += text
      },
    })
    let left = () => {}
    const isLeft = new Promise<true>((resolve) => {
      left = () => resolve(true)
    })
    const host = codepipelineHost({
      description,
      flags: given.flags ?? {},
      environment: { ...placeVariables, LIFTLOCK_EXPORTS: file, ...given.environment },
      stdout: sink(given.json ? 'stdout' : 'stderr'),
      stderr: sink('stderr'),
      json: given.json ?? false,
      aws: async () => given.aws ?? awsFromEnvironment({}),
      signal: given.signal ?? new AbortController().signal,
      onExitCode: (code) => {
        exitCode = code
      },
      leave: () => left(),
      ...(given.clock && { clock: given.clock }),
    })
    const running = host.endedBefore ? host.finish(host.endedBefore) : runStage(description, async () => stage, host)
    const wasLeft = await Promise.race([running.then(() => false), isLeft])
    const names = [...description.outputs.map(({ name }) => name.replaceAll('-', '_')), 'failure_reason', 'handed_on']
    return {
      exitCode,
      log: texts.stderr,
      stdout: texts.stdout,
      record: JSON.parse(texts.stderr.trimEnd().split('\n').at(-1) ?? ''),
      exports: readFileSync(file, 'utf8'),
      variables: sourcedVariables(file, names),
      left: wasLeft,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
