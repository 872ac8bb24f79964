import { commandWords } from '../../../core/run/command-words.ts'
import type { Context } from '../../../core/run/context.ts'
import { describeStage } from '../../../core/run/describe.ts'
import type { Host } from '../../../core/run/host.ts'
import type { Report } from '../../../core/run/report.ts'
import { runStage } from '../../../core/run/run.ts'
import type { Stage } from '../../../core/run/stage.ts'
import { spelledReport } from '../../../hosts/shared/spelled-report.ts'

/** Stages differ in their inputs, which are texts here and checked when they are read. */
type AnyStage = Pick<Stage, 'name' | 'inputs' | 'outputs'>

type Texts = Readonly<Record<string, string>>

/** Runs stages that are parts of one step of the line. */
export interface InnerStages {
  /** @returns the outputs @throws the error of a stage that fails */
  run(stage: AnyStage, inputs: Texts, context?: Context): Promise<Readonly<Record<string, unknown>>>
}

const shown: readonly Report['kind'][] = ['warning', 'finding', 'more-findings', 'secret']

/**
 * Runs stages with exactly these inputs; those of the command line belong to the steps of the line.
 * @param show receives what is wrong; of progress and results, the step has its own
 */
export function innerStages(host: Host, show: (event: Report<string>) => void): InnerStages {
  return {
    async run(any, inputs, context) {
      const stage = any as unknown as Stage
      const result = await runStage(describeStage(stage), async () => stage, {
        signal: host.signal,
        context: async () => ({
          ...(context ?? (await host.context())),
          report: (event) => {
            if (shown.includes(event.kind)) show(spelledReport(event, commandWords))
          },
        }),
        input: (name) => inputs[name],
        finish: async () => {},
      })
      if (result.kind !== 'done') throw result.error
      return result.outputs
    },
  }
}
