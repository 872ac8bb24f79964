import type { StageDescription } from '../core/run/describe.ts'
import type { StageEntry, StageList } from '../core/run/stage-list.ts'

const listed = {
  validate: {
    summary: 'Say what is wrong with a model, with file, line and what to do.',
    inLine: false,
    describe: async () => (await import('./validate/description.ts')).description,
    load: async () => (await import('./validate/stage.ts')).validate,
  },
  generate: {
    summary: 'Make the application of a model, and run its unit tests.',
    inLine: true,
    describe: async () => (await import('./generate/description.ts')).description,
    load: async () => (await import('./generate/stage.ts')).generate,
  },
  publish: {
    summary: 'Commit a generated tree to another git repository.',
    inLine: true,
    page: 'The published commit',
    describe: async () => (await import('./publish/description.ts')).description,
    load: async () => (await import('./publish/stage.ts')).publish,
  },
  build: {
    summary: 'Install or compile what the functions of an application need.',
    inLine: false,
    describe: async () => (await import('./build/description.ts')).description,
    load: async () => (await import('./build/stage.ts')).build,
  },
  package: {
    summary: 'Seal an application into a release in the artifact bucket.',
    inLine: true,
    describe: async () => (await import('./package/description.ts')).description,
    load: async () => (await import('./package/stage.ts')).packageStage,
  },
  deploy: {
    summary: 'Bring a CloudFormation stack to the state of a template or a release.',
    inLine: true,
    describe: async () => (await import('./deploy/description.ts')).description,
    load: async () => (await import('./deploy/stage.ts')).deploy,
  },
  'quality-gate': {
    summary: 'Run the modelled scenarios on a deployed environment and measure coverage.',
    inLine: true,
    describe: async () => (await import('./quality-gate/description.ts')).description,
    load: async () => (await import('./quality-gate/stage.ts')).qualityGate,
  },
  promote: {
    summary: 'Bring the bytes that passed the gate into the next environment.',
    inLine: true,
    describe: async () => (await import('./promote/description.ts')).description,
    load: async () => (await import('./promote/stage.ts')).promote,
  },
  verify: {
    summary: 'Check evidence about a release offline: shape, subject, type and signature.',
    inLine: false,
    describe: async () => (await import('./verify/description.ts')).description,
    load: async () => (await import('./verify/stage.ts')).verify,
  },
  release: {
    summary: 'Propose the next version with its changelog, tag it and publish it.',
    inLine: false,
    page: 'The page of the release',
    describe: async () => (await import('./release/description.ts')).description,
    load: async () => (await import('./release/stage.ts')).release,
  },
  cleanup: {
    summary: 'Remove stacks of pull requests that are over, and what interrupted previews left.',
    inLine: false,
    describe: async () => (await import('./cleanup/description.ts')).description,
    load: async () => (await import('./cleanup/stage.ts')).cleanup,
  },
  pipeline: {
    summary: 'Check, start, follow, approve, retry and stop pipelines of CodePipeline.',
    inLine: false,
    describe: async () => (await import('./pipeline/description.ts')).description,
    load: async () => (await import('./pipeline/stage.ts')).pipeline,
  },
} satisfies StageList

/** The name of a stage. */
export type StageName = keyof typeof listed

/**
 * All stages, in the order of the line. Each loads when it is needed. Commands, help, the root action, `ship` and job
 * summaries come from this list, so a new stage is a folder and an entry here.
 */
export const stages: Readonly<Record<StageName, StageEntry>> = listed

/** The descriptions of all stages. */
export function describeAll(): Promise<readonly StageDescription[]> {
  return Promise.all(Object.values(stages).map(({ describe }) => describe()))
}
