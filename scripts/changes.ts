// Checks that each note in .changes has the form of .changes/README.md. Run as a script, it lists the notes that do
// not.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseChangeNote } from '../src/delivery/versioning/changes/change-notes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const kinds = ['feat', 'fix', 'perf', 'change', 'remove', 'security']
const rooms = ['cli', 'local', 'actions', 'workflows', 'generator', 'runtime', 'docs', 'build']

/** The scopes that a note may have: each stage, and the parts that users know. */
export const scopes = [...stages(), ...rooms]

/** The mistakes in a note, one line for each. @param name of the file */
export function mistakesOf(name: string, text: string): readonly string[] {
  const note = parseChangeNote(text)
  if (typeof note === 'string') return [`${name}: ${note}`]
  const { kind, scope = '', text: said } = note
  if (scope === '' || said.includes('\n\n'))
    return [`${name}: write kind, then scope, between two lines of ---, and one sentence below`]
  const words = said.split(/\s+/)
  const sentences = said.match(/[.!?](?=\s|$)/g)?.length ?? 0
  const most = kind === 'change' || kind === 'remove' ? 2 : 1
  return [
    /^[a-z0-9]+(-[a-z0-9]+)+\.md$/.test(name)
      ? ''
      : 'name the file after two words or more, as in plan-shows-replacements.md',
    kinds.includes(kind) ? '' : `${kind} is not a kind; write one of ${kinds.join(', ')}`,
    scopes.includes(scope) ? '' : `${scope} is not a scope; write one of ${scopes.join(', ')}`,
    /^[^a-z\s].*[.!?]$/s.test(said) ? '' : 'write a whole sentence: a capital letter first, a full stop last',
    sentences <= most ? '' : `write ${most === 1 ? 'one sentence' : 'two sentences at most'}`,
    words.length <= 30 * most ? '' : `write at most ${30 * most} words, and not ${words.length}`,
  ]
    .filter((mistake) => mistake !== '')
    .map((mistake) => `${name}: ${mistake}`)
}

/** The notes for the next release, by file name. */
export function readNotes(): ReadonlyMap<string, string> {
  const folder = join(root, '.changes')
  const names = readdirSync(folder).filter((name) => name !== 'README.md')
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const))
}

function stages(): readonly string[] {
  const entries = readdirSync(join(root, 'src', 'stages'), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mistakes = [...readNotes()].flatMap(([name, text]) => mistakesOf(name, text))
  if (mistakes.length > 0) console.log(mistakes.join('\n'))
  process.exitCode = mistakes.length === 0 ? 0 : 1
}
