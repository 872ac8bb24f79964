import type { Stage } from '../core/inputs/stage.ts'
import type { StageDescription } from '../core/run/describe.ts'

/** A stage that can be described without being loaded. */
export interface StageEntry {
  readonly describe: () => Promise<StageDescription>
  readonly load: () => Promise<Stage>
}

/** Every stage, in the order of the line; each loads when it is asked for. */
export const stages: Readonly<Record<string, StageEntry>> = {
  validate: {
    describe: async () => (await import('./validate/description.ts')).description,
    load: async () => (await import('./validate/stage.ts')).validate,
  },
  generate: {
    describe: async () => (await import('./generate/description.ts')).description,
    load: async () => (await import('./generate/stage.ts')).generate,
  },
  publish: {
    describe: async () => (await import('./publish/description.ts')).description,
    load: async () => (await import('./publish/stage.ts')).publish,
  },
  package: {
    describe: async () => (await import('./package/description.ts')).description,
    load: async () => (await import('./package/stage.ts')).packageStage,
  },
  deploy: {
    describe: async () => (await import('./deploy/description.ts')).description,
    load: async () => (await import('./deploy/stage.ts')).deploy,
  },
  'quality-gate': {
    describe: async () => (await import('./quality-gate/description.ts')).description,
    load: async () => (await import('./quality-gate/stage.ts')).qualityGate,
  },
  promote: {
    describe: async () => (await import('./promote/description.ts')).description,
    load: async () => (await import('./promote/stage.ts')).promote,
  },
  verify: {
    describe: async () => (await import('./verify/description.ts')).description,
    load: async () => (await import('./verify/stage.ts')).verify,
  },
}

/** What a reader sees of every stage. */
export function describeAll(): Promise<readonly StageDescription[]> {
  return Promise.all(Object.values(stages).map(({ describe }) => describe()))
}
