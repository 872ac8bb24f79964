import type { Context } from '../../src/core/run/context.ts'
import type { Stage } from '../../src/core/run/stage.ts'
import type { ScriptedCodePipeline } from './scripted-codepipeline.ts'
import { testContext } from './test-context.ts'

/** Runs a command of a pipeline against the scripted service. */
export async function runCommand(
  stage: Stage,
  service: ScriptedCodePipeline,
  inputs: Readonly<Record<string, unknown>>,
  replaced: Partial<Context> = {},
) {
  const context = testContext({ aws: service.aws, clock: service.clock, ...replaced })
  const outputs = await stage.run(stage.inputs.parse(inputs), context).catch((error: unknown) => {
    if (error instanceof Error) Object.assign(error, { reports: context.reports })
    throw error
  })
  const texts = context.reports.flatMap((event) =>
    event.kind === 'text' || event.kind === 'note' || event.kind === 'warning' ? [event.text] : [],
  )
  return { outputs, text: texts.join('\n'), reports: context.reports }
}
