import type { GroupedCommand } from '../command-group.ts'

/** The commands of `liftlock dead-letters`, in the order of its help. */
export const deadLetterCommands: Readonly<Record<string, GroupedCommand>> = {
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
