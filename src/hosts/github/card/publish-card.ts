import { isForgeFailure } from '../../../core/forge/forge-error.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { CheckConclusion, CheckRun } from '../../../core/ports/forge/checks.ts'
import type { Comment } from '../../../core/ports/forge/comments.ts'
import type { Forge } from '../../../core/ports/forge.ts'
import type { Context } from '../../../core/run/context.ts'
import { type CardSection, readSection, renderSection } from './card-section.ts'
import { type CardSubject, cardMark, renderCard } from './render-card.ts'

/** When a card is written. */
export type CardMode = 'always' | 'changes-only' | 'never'

/** A section for the card of a pull request. */
export interface CardEntry {
  readonly pullRequest: number
  readonly subject: CardSubject
  readonly section: CardSection
  readonly mode: Exclude<CardMode, 'never'>
}

/** What became of the card. */
export type CardResult =
  | { readonly kind: 'written'; readonly url: string }
  /** Nothing changes, and there is no card that says otherwise. */
  | { readonly kind: 'not-needed' }
  /** The pull request has a newer commit, whose card this one would overwrite. */
  | { readonly kind: 'superseded' }
  /** Others kept writing; the section is in its check run, and the next writer brings it. */
  | { readonly kind: 'contended' }

/**
 * Puts a section on the card. The forge has no conditional write for comments, so the section is kept in a check run of
 * its own. Each writer renders the card from all sections, reads it back, and repeats until none is missing.
 * @throws ForgeError, such as `no-right` for a pull request of a fork
 */
export async function publishCard(
  forge: Forge,
  entry: CardEntry,
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Promise<CardResult> {
  const own = await saveSection(forge, entry)
  const pauses = { first: 300, longest: 5_000, jitter: 0.8, limit: 60_000 }
  const result = await poll<CardResult>({ clock, signal }, pauses, () => writeOnce(forge, entry, own))
  return result ?? { kind: 'contended' }
}

async function writeOnce(forge: Forge, entry: CardEntry, own: CheckRun): Promise<CardResult | undefined> {
  const { head } = await forge.pullRequests.read(entry.pullRequest)
  if (head.sha !== entry.subject.commit) return { kind: 'superseded' }
  const sections = await readSections(forge, entry, own)
  if (!sections.some(({ key }) => key === entry.section.key)) return undefined
  const [card, ...others] = await findCards(forge, entry, own)
  if (card === undefined && entry.mode === 'changes-only' && !sections.some(isWorthTelling))
    return { kind: 'not-needed' }
  const body = renderCard(entry.subject, sections)
  const written = await write(forge, entry, card, body)
  for (const other of others) await forge.comments.delete(other.id)
  if (written === undefined) return undefined
  const there = await forge.comments.read(written.id)
  const now = renderCard(entry.subject, await readSections(forge, entry, own))
  return sameText(there.body, now) ? { kind: 'written', url: there.url } : undefined
}

/** @returns undefined when the card was deleted meanwhile, so that the next try makes it anew */
async function write(
  { comments }: Forge,
  { pullRequest }: CardEntry,
  card: Comment | undefined,
  body: string,
): Promise<Comment | undefined> {
  if (card === undefined) {
    await comments.create(pullRequest, body)
    // Another writer may have created one at the same time: look again before this one counts.
    return undefined
  }
  if (sameText(card.body, body)) return card
  try {
    return await comments.update(card.id, body)
  } catch (error) {
    if (isForgeFailure(error, 'not-found')) return undefined
    throw error
  }
}

/** Cards by the app of this run alone, oldest first: anybody may write a comment with the mark. */
async function findCards(
  { comments }: Forge,
  { pullRequest, subject }: CardEntry,
  { app }: CheckRun,
): Promise<readonly Comment[]> {
  const mark = cardMark(subject.key)
  return (await comments.list(pullRequest)).filter(
    ({ body, author }) => author === `${app}[bot]` && body.startsWith(mark),
  )
}

async function saveSection(forge: Forge, { subject, section }: CardEntry): Promise<CheckRun> {
  const { title } = section
  const output = { title, summary: title, text: renderSection(section) }
  const [name, externalId] = [checkName(subject, section), externalIdOf(subject, section)]
  const conclusion: CheckConclusion = section.mark === '✗' ? 'failure' : section.mark === '✓' ? 'success' : 'neutral'
  const ended = { status: 'completed', conclusion } as const
  return forge.checks.create({ name, commit: subject.commit, externalId, output, ...ended })
}

/** Sections of all jobs, each from a check run of the same app: only apps can write check runs. */
async function readSections(forge: Forge, { subject }: CardEntry, own: CheckRun): Promise<readonly CardSection[]> {
  const runs = await forge.checks.list(subject.commit)
  return runs
    .filter(({ externalId, app }) => externalId?.startsWith(`${externalPrefix(subject)}:`) && app === own.app)
    .flatMap(({ text }) => readSection(text ?? '') ?? [])
}

function checkName({ key }: CardSubject, section: CardSection): string {
  return `${key} / ${section.key}`
}

function externalIdOf(subject: CardSubject, section: CardSection): string {
  return `${externalPrefix(subject)}:${section.key}`
}

function externalPrefix({ key }: CardSubject): string {
  return `liftlock-card:${key}`
}

function isWorthTelling({ hasChanges, mark }: CardSection): boolean {
  return hasChanges || mark === '✗'
}

/** The forge may change line ends, and drops blanks at the end. */
function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()
  return plain(one) === plain(other)
}
