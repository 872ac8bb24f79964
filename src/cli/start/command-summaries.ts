/** One sentence for `--help` and the docs about each command that is not a stage. */
export const commandSummaries = {
  ship: 'Run the whole line on one machine, from the model to production.',
  'dead-letters': 'List, show and replay events that an application could not process.',
  pipeline: 'Check pipelines of CodePipeline, from a template or an export.',
  local: 'Start, look at, and remove the local AWS.',
  explain: 'Say what a failure reason or a rule means, and what to do.',
  version: 'Say which version this is.',
} as const
