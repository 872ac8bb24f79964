/** What each command does that is not a stage: one sentence for `--help` and the docs. */
export const commandSummaries = {
  ship: 'Run the whole line on one machine, from the model to production.',
  'dead-letters': 'List, show and replay events that an application could not process.',
  local: 'Start, look at, and remove the local AWS.',
  version: 'Say which version this is.',
} as const
