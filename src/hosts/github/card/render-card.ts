import { cutMarkdown, type MarkdownPart } from '../../../core/text/cut-markdown.ts'
import { markdownCode, markdownLink, markdownText } from '../../../core/text/markdown-text.ts'
import type { CardSection } from './card-section.ts'

/** What a card is about. */
export interface CardSubject {
  /** Distinguishes the cards of one pull request, such as the name of the workflow. */
  readonly key: string
  readonly commit: string
}

/** Most bytes of a card; GitHub refuses comments above 65,536 characters. */
export const cardLimit = 65_000

/** The hidden mark by which a card is found again. */
export function cardMark(key: string): string {
  return `<!-- liftlock-card ${key.replace(/[^A-Za-z0-9_./ ]/g, '_')} -->`
}

/** The whole comment, from the sections of all jobs. The same sections always give the same text. */
export function renderCard({ key, commit }: CardSubject, sections: readonly CardSection[]): string {
  const sorted = [...sections].sort((one, other) => one.order - other.order || (one.key < other.key ? -1 : 1))
  const head = [cardMark(key), heading(sorted), sorted.map(lineOf).join('\n')].join('\n')
  const foot = `<sub>Commit ${markdownCode(commit.slice(0, 7))}. This comment follows the newest commit.</sub>`
  const parts = [{ markdown: head, rank: 0 }, ...sorted.flatMap(partsOf), { markdown: foot, rank: 0 }]
  return cutMarkdown(parts, { limit: cardLimit, notice })
}

function notice(missing: number): string {
  return `> This comment was cut: ${missing} lines are missing, because GitHub takes 65,536 characters. The job summaries have them.`
}

function lineOf({ mark, title, url }: CardSection): string {
  const text = markdownText(title)
  return `- ${mark} ${url === undefined ? text : markdownLink(text, url)}`
}

function heading(sections: readonly CardSection[]): string {
  if (sections.some(({ mark }) => mark === '✗')) return '### ✗ Something needs you'
  if (sections.some(({ hasChanges }) => hasChanges)) return '### What this pull request changes'
  return '### ✓ Nothing changes'
}

function partsOf({ hasChanges, parts }: CardSection): readonly MarkdownPart[] {
  return hasChanges ? parts : []
}
