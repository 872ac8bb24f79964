import type { Stage } from '../../core/run/stage.ts'

/** One sentence for help and docs about each command of a pipeline, in the order of the help. */
export const pipelineCommands = {
  validate: 'Say what is wrong with the definition of a pipeline, with file, line and what to do.',
  render: 'Write the templates of the pipeline that liftlock.yml describes.',
  prepare: 'Verify a release, and write what actions of CloudFormation take: template, parameters, scenarios.',
  list: 'List pipelines, or the executions of one.',
  show: 'Show what runs where, with revisions, variables, who and since when.',
  start: 'Start an execution, or attach to the one that was asked for in the same way, and follow it.',
  follow: 'Follow an execution until its end, and end as it ended.',
  approve: 'Approve what an execution waits for, if it is what you mean.',
  reject: 'Reject what an execution waits for.',
  retry: 'Run a stage again that failed or was stopped, in the same execution.',
  rollback: 'Bring one stage back to what a known execution brought there.',
  override: 'Let an execution go on as if a condition of a stage held.',
  stop: 'Stop an execution, after its running actions or at once.',
  transitions: 'Let executions into a stage, or keep them out.',
} as const

/** The name of a command of a pipeline. */
export type PipelineCommand = keyof typeof pipelineCommands

/** Loads a command when it is needed. Each is a stage, named by the words behind `liftlock`. */
export const loadPipelineCommand: Readonly<Record<PipelineCommand, () => Promise<Stage>>> = {
  validate: async () => (await import('./validate/stage.ts')).validatePipeline,
  render: async () => (await import('./render/stage.ts')).renderPipelineTemplates,
  prepare: async () => (await import('./prepare/stage.ts')).preparePipeline,
  list: async () => (await import('./list/stage.ts')).listPipelines,
  show: async () => (await import('./show/stage.ts')).showPipeline,
  start: async () => (await import('./start/stage.ts')).startPipeline,
  follow: async () => (await import('./follow/stage.ts')).followPipeline,
  approve: async () => (await import('./approve/stage.ts')).approvePipeline,
  reject: async () => (await import('./reject/stage.ts')).rejectPipeline,
  retry: async () => (await import('./retry/stage.ts')).retryPipeline,
  rollback: async () => (await import('./rollback/stage.ts')).rollbackPipeline,
  override: async () => (await import('./override/stage.ts')).overridePipeline,
  stop: async () => (await import('./stop/stage.ts')).stopPipeline,
  transitions: async () => (await import('./transitions/stage.ts')).setTransition,
}
