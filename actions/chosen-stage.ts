import type { Host } from '../src/core/run/host.ts'
import { own } from '../src/core/run/own.ts'
import { StageError } from '../src/core/run/stage-error.ts'
import type { StageEntry } from '../src/core/run/stage-list.ts'
import { nearest } from '../src/core/text/nearest.ts'
import { describeAll, stages } from '../src/stages/stages.ts'

/**
 * The stage that the input `stage` of the root action names. If the input is missing or unknown, running the stage
 * reports it.
 */
export function chosenStage(host: Pick<Host, 'input'>): Pick<StageEntry, 'describe' | 'load'> {
  const name = host.input('stage')
  return (name === undefined ? undefined : own(stages, name)) ?? unknownStage(name)
}

function unknownStage(name: string | undefined): Pick<StageEntry, 'describe' | 'load'> {
  const known = Object.keys(stages)
  return {
    // A missing stage is reported first, so the inputs of all stages are accepted here.
    describe: async () => ({
      name: 'liftlock',
      summary: 'Run one stage.',
      inputs: (await describeAll()).flatMap(({ inputs }) => inputs.map((field) => ({ ...field, required: false }))),
      outputs: [],
    }),
    async load() {
      if (name === undefined)
        throw new StageError('input-missing', 'the input stage is missing', {
          hint: `it is one of ${known.join(', ')}`,
        })
      const guess = nearest(name, known)
      throw new StageError('input-invalid', `there is no stage ${JSON.stringify(name)}`, {
        hint: guess ? `did you mean ${guess}?` : `it is one of ${known.join(', ')}`,
      })
    },
  }
}
