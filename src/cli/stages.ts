import type { Stage } from '../core/stage.ts'

/** Every stage that a terminal can run, in the order of the line; each loads when it is asked for. */
export const stages: Readonly<Record<string, () => Promise<Stage>>> = {
  validate: async () => (await import('../stages/validate/stage.ts')).validate as unknown as Stage,
  generate: async () => (await import('../stages/generate/stage.ts')).generate as unknown as Stage,
  package: async () => (await import('../stages/package/stage.ts')).packageStage as unknown as Stage,
  deploy: async () => (await import('../stages/deploy/stage.ts')).deploy as unknown as Stage,
  'quality-gate': async () => (await import('../stages/quality-gate/stage.ts')).qualityGate as unknown as Stage,
  promote: async () => (await import('../stages/promote/stage.ts')).promote as unknown as Stage,
}

/** What `liftlock --help` says of each, without loading it; a test holds these to the stages' own words. */
export const summaries: Readonly<Record<string, string>> = {
  validate: 'Check a model and say what is wrong with it.',
  generate: 'Make the application of a model, and run its unit tests.',
  package: 'Seal an application into a release in the artifact bucket.',
  deploy: 'Bring a CloudFormation stack to the state of a template or a release.',
  'quality-gate': 'Run the modelled scenarios on a deployed environment and measure coverage.',
  promote: 'Bring the bytes that passed the gate into the next environment.',
}
