import { z } from 'zod'
import { describeStage, edgeName } from '../../core/run/describe.ts'
import { next, see } from '../../core/run/next-step.ts'
import { requireInputs } from '../../core/run/run.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { loadPipelineCommand, type PipelineCommand, pipelineCommands } from './commands.ts'
import { commandInputs, commandOutputs } from './members.ts'

const names = Object.keys(pipelineCommands) as [PipelineCommand, ...PipelineCommand[]]

/** The commands of a pipeline as one stage, for actions. A terminal has each as a command of its own. */
export const pipeline = defineStage({
  name: 'pipeline',
  inputs: z.object({ command: z.enum(names).describe('What to do.'), ...commandInputs.shape }),
  outputs: commandOutputs,

  async run({ command, ...given }, context) {
    const stage = await loadPipelineCommand[command]()
    const { inputs } = describeStage(stage)
    const foreign = foreignInput(given, Object.keys(stage.inputs.shape))
    if (foreign !== undefined)
      throw new StageError('input-unknown', `the command ${command} has no input ${edgeName(foreign)}`, {
        hint: next`leave it out, or ${see('pipeline')}`,
      })
    const texts = Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[edgeName(key), String(value)]])),
    )
    requireInputs({ name: 'pipeline', summary: '', inputs, outputs: [] }, { input: (name) => texts[name] })
    return stage.run(stage.inputs.parse(given), context) as Promise<z.output<typeof commandOutputs>>
  },
})

/** An input that belongs to another command; one that has its default may not have been given. */
function foreignInput(given: Readonly<Record<string, unknown>>, own: readonly string[]): string | undefined {
  const unset: Readonly<Record<string, unknown>> = commandInputs.parse({})
  return Object.keys(given).find(
    (key) => given[key] !== undefined && !own.includes(key) && String(given[key]) !== String(unset[key]),
  )
}
