import type { Command } from '../command.ts'

/** A command about dead letters, before it is loaded. */
export interface DeadLetterCommand {
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** The commands of `liftlock dead-letters`, in the order of its help. */
export const deadLetterCommands: Readonly<Record<string, DeadLetterCommand>> = {
  list: {
    summary: 'List the events that an application could not process.',
    load: async () => (await import('./list.ts')).list,
  },
  show: {
    summary: 'Show one of them with its event and its failure.',
    load: async () => (await import('./show.ts')).show,
  },
  replay: {
    summary: 'Send some or all of them again; what was done already is not done twice.',
    load: async () => (await import('./replay.ts')).replay,
  },
}
