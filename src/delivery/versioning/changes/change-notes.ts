import { StageError } from '../../../core/run/stage-error.ts'
import { visible } from '../../../core/text/visible.ts'
import type { Change, Level } from './change.ts'
import { highestLevel } from './collect-changes.ts'
import { type Levels, levelOf, usualLevels } from './levels.ts'

/** The notes that wait for a release: their changes, and how much they raise the version. */
export interface WaitingNotes {
  /** In the order of the names of the files. */
  readonly changes: readonly Change[]
  readonly level: Level
  /** Names of the files, which the release removes. */
  readonly files: readonly string[]
}

/** What a note says. */
export interface ChangeNote {
  readonly kind: string
  readonly scope: string | undefined
  /** With the line breaks of the file. */
  readonly text: string
}

const mostCharacters = 10_000

/**
 * Reads notes of changes: `kind` and perhaps `scope` between two lines of `---`, and the text below.
 * @param notes texts by file name; names that do not end with `.md`, and `README.md`, are no notes
 * @throws StageError `change-note-invalid` that names each note which has another form
 */
export function readChangeNotes(notes: ReadonlyMap<string, string>, levels: Levels = usualLevels): WaitingNotes {
  const files = [...notes.keys()].filter((name) => name.endsWith('.md') && name.toLowerCase() !== 'readme.md').sort()
  const read = files.map((file) => ({ file, note: parseChangeNote(notes.get(file)!) }))
  const wrong = read.flatMap(({ file, note }) => {
    if (typeof note === 'string') return [`${file}: ${note}`]
    return levelOf(levels, note.kind) === 'none' ? [`${file}: ${note.kind} is not a kind`] : []
  })
  if (wrong.length > 0)
    throw new StageError('change-note-invalid', visible(wrong.join('; ')), {
      hint: `write kind and scope between two lines of ---, and the text below; kinds are ${Object.keys(levels).join(', ')}`,
    })
  const changes = read.flatMap(({ file, note }) =>
    typeof note === 'string' ? [] : [{ ...note, breaking: undefined, source: { kind: 'note', file } } as const],
  )
  return { changes, level: highestLevel(levels, changes), files }
}

/** Reads one note. @returns what is wrong with it, if it has another form */
export function parseChangeNote(content: string): ChangeNote | string {
  if (content.length > mostCharacters) return `it has more than ${mostCharacters} characters`
  const text = content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const parts = /^---\n((?:[^\n]*\n){0,20}?)---\n([\s\S]*)$/.exec(text)
  if (parts === null) return 'write kind, then scope, between two lines of ---, and one sentence below'
  const members = new Map<string, string>()
  for (const line of parts[1]!.split('\n').filter((each) => each.trim() !== '')) {
    const [, name, value] = /^([a-z]+):[ \t]*(\S.*?)[ \t]*$/.exec(line) ?? []
    if (name !== 'kind' && name !== 'scope') return `${JSON.stringify(line.slice(0, 100))} is neither kind nor scope`
    if (members.has(name)) return `${name} stands there twice`
    members.set(name, value!)
  }
  const kind = members.get('kind')
  const words = parts[2]!.trim()
  if (kind === undefined) return 'it has no kind'
  return words === '' ? 'it has no text' : { kind, scope: members.get('scope'), text: words }
}
