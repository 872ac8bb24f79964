import { type GroupedCommand, shownCommands } from '../command-group.ts'

/** The commands of `liftlock local`, in the order of its help. */
export const localCommands: Readonly<Record<string, GroupedCommand>> = {
  up: {
    summary: 'Start the local AWS, or find it running; it stays until "down".',
    load: async () => (await import('./up.ts')).up,
  },
  status: {
    summary: 'Say what runs, what is deployed, and how to reach it.',
    load: async () => (await import('./status.ts')).status,
  },
  reset: {
    summary: 'Empty all accounts; the local AWS keeps running.',
    load: async () => (await import('./reset.ts')).reset,
  },
  down: {
    summary: 'Stop the local AWS and remove everything in it.',
    load: async () => (await import('./down.ts')).down,
  },
  token: {
    summary: 'Print a token of a user, for the console or curl.',
    load: async () => (await import('./token.ts')).token,
  },
  mail: {
    summary: 'Print the e-mail that the application sent.',
    load: async () => (await import('./mail.ts')).mail,
  },
  pipeline: {
    summary: 'Show the pipelines of the local AWS: executions, stages, and what waits.',
    load: async () => (await import('./pipeline.ts')).pipeline,
  },
  egress: {
    summary: 'Print what functions sent, or tried to send, to other hosts.',
    load: async () => (await import('./egress.ts')).egress,
  },
  serve: {
    summary: 'Run the local AWS in the foreground, until it is told to end.',
    hidden: true,
    load: async () => (await import('./serve.ts')).serve,
  },
  'serve-pipelines': {
    summary: 'Run the executor of pipelines for the local AWS.',
    hidden: true,
    load: async () => (await import('./serve-pipelines.ts')).servePipelines,
  },
}

/** Summaries of the commands that a reader may use. */
export function shownLocalCommands(): Readonly<Record<string, string>> {
  return shownCommands({ commands: localCommands })
}
