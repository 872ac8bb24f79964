import type { Change, Level } from './change.ts'
import type { Levels } from './levels.ts'

/** The notes that wait for a release: their changes, and how much they raise the version. */
export interface WaitingNotes {
  readonly changes: readonly Change[]
  readonly level: Level
  /** Names of the files, which the release removes. */
  readonly files: readonly string[]
}

/**
 * Reads notes in the form of `.changes/README.md`.
 * @param notes texts by file name; `README.md` and names that are not `.md` are skipped
 * @throws StageError `change-note-invalid` that names each note which has another form
 */
export declare function readChangeNotes(notes: ReadonlyMap<string, string>, levels?: Levels): WaitingNotes
