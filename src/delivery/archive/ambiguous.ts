import { StageError } from '../../core/run/stage-error.ts'

/** Makes the failure of one archive. */
export type Refuse = (why: string, hint?: string) => StageError

/** What to do about an archive that is refused, by what is the matter with it. */
export const hints = {
  any: 'name the folder instead, which Liftlock packs by itself; or make the archive again, with plain files only',
  link: 'make the archive again with files in place of the links: zip without -y',
  name: 'give the file a name of ASCII characters, or name the folder instead, which Liftlock packs by itself',
  prefix: 'give the archive without a launcher or other bytes in front of it; zip -A does not take them away',
  twice: 'make the archive again, in place of adding to it; zip -FS leaves out what is gone',
  zip64: 'make the archive again, or name the folder, which Liftlock packs by itself',
} as const

/** The failure of an archive that has more than one reading, or is damaged. @param hint what to do where more is known */
export function ambiguous(name: string, why: string, hint: string = hints.any): StageError {
  return new StageError('archive-ambiguous', `the archive ${name} ${why}`, { hint })
}
