import { z } from 'zod'
import { poll } from '../../../core/pacing/poll.ts'
import type { StageState } from '../../../core/ports/pipeline-shapes.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { refusalCode } from '../../../delivery/retry/transient.ts'
import { stageOf } from '../driving/declared-stage.ts'
import { driveOf } from '../driving/drive.ts'
import { refused } from '../driving/refusals.ts'
import { unlessBusy } from '../driving/unless-busy.ts'
import { untilResumed } from '../driving/until-resumed.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { conditionState, conditionTypes, executionInStage, meantCondition } from './meant-condition.ts'
import { overrideInputs, overrideOutputs } from './members.ts'

/** Milliseconds until the state shows an override: it lags by seconds. */
const visible = 15_000

/** Lets an execution go on as if a condition of a stage held, and follows it. */
export const overridePipeline = defineStage({
  name: 'pipeline override',
  positional: 'pipeline',
  inputs: z.object(overrideInputs),
  outputs: z.object(overrideOutputs),

  async run(inputs, context) {
    const { pipeline, pipelineStage: name, detach } = inputs
    const { report } = context
    const drive = await driveOf(inputs, context)
    const { pipelines } = drive
    const definition = await pipelines.definition(pipeline)
    const declared = stageOf(pipeline, name, definition)
    const stateNow = async (): Promise<StageState> =>
      (await pipelines.state(pipeline)).find(({ stageName }) => stageName === name) ?? {}
    const stage = {
      pipeline,
      declared,
      state: await stateNow(),
      isParallel: definition.executionMode === 'PARALLEL',
    }
    const condition = meantCondition(stage, inputs.condition)
    const id = inputs.execution ?? executionInStage(stage)
    const isOverridden = (state: StageState) =>
      state.latestExecution?.pipelineExecutionId === id &&
      conditionState(state, condition)?.latestExecution?.status === 'Overridden'
    const text = `the condition ${condition} of stage ${name} is overridden for execution ${id}`
    const note = (said: string) => report({ kind: 'note', text: said, ...(detach && { closing: true }) })
    if (isOverridden(stage.state)) note(`${text} already`)
    else {
      // The service says of an execution that is not there that a newer one has entered the stage.
      if (inputs.execution !== undefined) await pipelines.execution(pipeline, id)
      await unlessBusy(context, () => pipelines.override(pipeline, name, id, conditionTypes[condition])).catch(
        async (error) => {
          if (refusalCode(error) !== 'ConditionNotOverridableException') throw refused(error, pipeline)
          // Somebody did the same, or the answer to a first call was lost.
          const overridden = await poll(context, { first: 3000, longest: 5000, limit: visible }, async () =>
            isOverridden(await stateNow()) ? true : undefined,
          )
          if (overridden === undefined) throw refused(error, pipeline)
        },
      )
      note(text)
      await untilResumed(pipeline, id, pipelines, context)
    }
    if (detach) {
      report({ kind: 'text', text: next`follow it: ${command('pipeline follow', { pipeline, execution: id })}` })
      return { outcome: 'succeeded', execution: id }
    }
    return followToEnd({ pipeline, id }, inputs, drive, context)
  },
})
