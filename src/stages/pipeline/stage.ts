import { z } from 'zod'
import { describeStage, edgeName } from '../../core/run/describe.ts'
import { requireInputs } from '../../core/run/run.ts'
import { defineStage } from '../../core/run/stage.ts'
import { loadPipelineCommand, type PipelineCommand, pipelineCommands } from './commands.ts'
import { validateInputs, validateOutputs } from './validate/members.ts'

const names = Object.keys(pipelineCommands) as [PipelineCommand, ...PipelineCommand[]]

/** The commands of a pipeline as one stage, for actions. A terminal has each as a command of its own. */
export const pipeline = defineStage({
  name: 'pipeline',
  inputs: z.object({ command: z.enum(names).describe('What to do.'), ...z.object(validateInputs).partial().shape }),
  outputs: z.object(validateOutputs),

  async run({ command, ...given }, context) {
    const stage = await loadPipelineCommand[command]()
    const { inputs } = describeStage(stage)
    const texts = Object.fromEntries(Object.entries(given).map(([key, value]) => [edgeName(key), value]))
    requireInputs({ name: 'pipeline', summary: '', inputs, outputs: [] }, { input: (name) => texts[name] })
    return stage.run(stage.inputs.parse(given), context) as Promise<z.output<z.ZodObject<typeof validateOutputs>>>
  },
})
