import { z } from 'zod'
import type { Host } from '../src/core/host.ts'
import { nearest } from '../src/core/nearest.ts'
import { defineStage, type Stage } from '../src/core/stage.ts'
import { StageError } from '../src/core/stage-error.ts'

/** The stages of the root action. */
const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  validate: async () => (await import('../src/stages/validate/stage.ts')).validate as unknown as Stage,
  generate: async () => (await import('../src/stages/generate/stage.ts')).generate as unknown as Stage,
  package: async () => (await import('../src/stages/package/stage.ts')).packageStage as unknown as Stage,
  deploy: async () => (await import('../src/stages/deploy/stage.ts')).deploy as unknown as Stage,
  'quality-gate': async () => (await import('../src/stages/quality-gate/stage.ts')).qualityGate as unknown as Stage,
  promote: async () => (await import('../src/stages/promote/stage.ts')).promote as unknown as Stage,
}

/** The stage that the root action's input `stage` names; an unknown name gives one that fails and says so. */
export async function chosenStage(host: Pick<Host, 'input'>): Promise<Stage> {
  const name = host.input('stage')
  const load = name === undefined ? undefined : stages[name]
  return load ? load() : (unknownStage(name) as unknown as Stage)
}

function unknownStage(name: string | undefined) {
  return defineStage({
    name: 'liftlock',
    summary: 'Run one stage.',
    inputs: z.object({}),
    outputs: z.object({}),
    async run(): Promise<Record<string, never>> {
      const known = Object.keys(stages)
      if (name === undefined)
        throw new StageError('input-missing', 'the input stage is missing', {
          hint: `it is one of ${known.join(', ')}`,
        })
      const guess = nearest(name, known)
      throw new StageError('input-invalid', `there is no stage ${JSON.stringify(name)}`, {
        hint: guess ? `did you mean ${guess}?` : `it is one of ${known.join(', ')}`,
      })
    },
  })
}
