import { StageError } from '../../core/run/stage-error.ts'

/** Makes the failure of one archive. */
export type Refuse = (why: string, hint?: string) => StageError

/** The next step for a refused archive, by the kind of its problem. */
export const hints = {
  any: 'name the folder instead, which Liftlock packs by itself; or make the archive again, with plain files only',
  link: 'make the archive again with files in place of the links: zip without -y',
  name: 'give the file a name of ASCII characters, or name the folder instead, which Liftlock packs by itself',
  prefix: 'remove the launcher or other bytes in front of the archive; zip -A does not remove them',
  twice: 'make a new archive instead of adding to it; zip -FS drops files that no longer exist',
  zip64: 'make the archive again, or name the folder, which Liftlock packs by itself',
} as const

/**
 * The failure for an archive that tools read in different ways, or that is damaged.
 * @param hint a more specific next step
 */
export function ambiguous(name: string, why: string, hint: string = hints.any): StageError {
  return new StageError('archive-ambiguous', `the archive ${name} ${why}`, { hint })
}
