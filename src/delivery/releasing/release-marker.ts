import { z } from 'zod'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import { isExactVersion, type ReleaseLine } from '../versioning/release-line.ts'

/** What a release pull request says of itself, hidden in its text. */
export interface ReleaseMarker {
  readonly line: string
  readonly version: string
  /** Tree of the commit that it proposes. */
  readonly tree: string
}

const markerSchema = z.strictObject({
  line: z.string(),
  version: z.string().refine(isExactVersion),
  tree: z.string().regex(/^[0-9a-f]{40,64}$/),
})

const shape = /<!-- liftlock-release (\{[^\n]*?\}) -->/g
const notesBegin = '<!-- liftlock-notes -->'
const notesEnd = '<!-- /liftlock-notes -->'

/** The text of a release pull request: the notes between marks, and a marker that only programs read. */
export function renderProposal(marker: ReleaseMarker, notes: string, about: string): string {
  // No text of a commit can end the comment: the marker has only digits, a version, and a name without these signs.
  const hidden = JSON.stringify(marker).replaceAll('-->', '--\\u003e')
  return `${about}\n\n${notesBegin}\n\n${notes.trim()}\n\n${notesEnd}\n\n<!-- liftlock-release ${hidden} -->\n`
}

/** The marker of a pull request; undefined when it has none, or somebody broke it. The last one counts. */
export function readMarker(body: string): ReleaseMarker | undefined {
  const last = [...body.matchAll(shape)].at(-1)?.[1]
  const record = { name: 'the marker of a release pull request', reason: 'record-unreadable', hint: undefined } as const
  return last === undefined ? undefined : parseOptionalRecord(last, markerSchema, record)
}

/** The notes of a release pull request, as people left them; undefined when the marks are gone. */
export function readProposedNotes(body: string): string | undefined {
  const begin = body.indexOf(notesBegin)
  const end = body.lastIndexOf(notesEnd)
  return begin === -1 || end < begin ? undefined : body.slice(begin + notesBegin.length, end).trim()
}

const trailer = 'Liftlock-Release'

/** The message of the commit that carries a release. */
export function releaseMessage(tag: string): string {
  return `chore: release ${tag}\n\n${trailer}: ${tag}\n`
}

/** The tag that a commit says it carries, by the trailer of its message; undefined for other commits. */
export function taggedBy(message: string): string | undefined {
  return new RegExp(`^${trailer}: (\\S+)$`, 'm').exec(message.replaceAll('\r\n', '\n'))?.[1]
}

/** The branch that proposes the releases of a line. */
export function proposalBranch({ name }: ReleaseLine): string {
  const slug = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return slug === '' ? 'liftlock/release' : `liftlock/release-${slug}`
}

/** Ends the notes of a release until everything that follows it was done, so that a later run can finish it. */
const openMark = '<!-- liftlock-release is not finished -->'

export function withOpenMark(notes: string): string {
  return `${notes}\n\n${openMark}`
}

/** Whether a run of ours began this release and did not finish it. */
export function isOpen(notes: string): boolean {
  return notes.trimEnd().endsWith(openMark)
}

export function withoutOpenMark(notes: string): string {
  return isOpen(notes) ? notes.trimEnd().slice(0, -openMark.length).trimEnd() : notes
}
