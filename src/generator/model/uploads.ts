import type { FilePosition } from '../../core/run/report.ts'
import type { Command } from './types/command.ts'
import type { Model } from './types/model.ts'

/** The platform's event for a finished upload (model format 4.1). */
export const fileUploaded = 'FileUploaded'

/** Whether a flow or a notifier reacts to uploads: only then does the application accept uploads (decision D-12). */
export function takesUploads({ aggregates, notifiers }: Pick<Model, 'aggregates' | 'notifiers'>): boolean {
  return [...aggregates.flatMap(({ flows }) => flows), ...notifiers].some(({ triggers }) =>
    triggers.some(
      ({ source }) => source.kind === 'event' && source.aggregate === undefined && source.event.name === fileUploaded,
    ),
  )
}

/** The mutation `upload`, which every signed-in user may call; clients of the modeler know its inputs. */
export function uploadCommand(place: FilePosition): Command {
  return {
    name: 'Upload',
    place,
    namespace: [],
    method: 'upload',
    access: { kind: 'authenticated' },
    fields: [
      { name: 'name', place, type: 'String' },
      { name: 'content', place, type: 'String', default: '' },
      { name: 'public', place, type: 'Boolean', default: false },
    ],
    collections: [],
  }
}
