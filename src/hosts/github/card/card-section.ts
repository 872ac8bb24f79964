import { z } from 'zod'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'
import { cutMarkdown, type MarkdownPart } from '../../../core/text/cut-markdown.ts'

/** What one job says on the card of a pull request. */
export interface CardSection {
  /** The same for every attempt of the job, such as `deploy staging`. */
  readonly key: string
  /** Its place on the card, such as the position of the stage in the line. */
  readonly order: number
  /** One line of plain text, such as `staging: 2 changed, 1 needs your attention`. */
  readonly title: string
  /** Page of the job or of its report. */
  readonly url?: string | undefined
  readonly mark: '✓' | '✗' | '–' | '·'
  /** Whether there is anything that a reader of the pull request has to know. */
  readonly hasChanges: boolean
  /** Markdown; a part with a higher rank is cut first. */
  readonly parts: readonly MarkdownPart[]
}

const sectionSchema = z.strictObject({
  key: z.string().max(200),
  order: z.number(),
  title: z.string().max(1_000),
  url: z.string().max(2_000).optional(),
  mark: z.enum(['✓', '✗', '–', '·']),
  hasChanges: z.boolean(),
  parts: z.array(z.strictObject({ markdown: z.string(), rank: z.number() })).max(50),
})

/** Most bytes of the parts of one section, so that a check run can hold it with its JSON (65,535 characters). */
const sectionLimit = 24_000

const begin = '<!-- liftlock-section\n'
const end = '\n-->'

/**
 * The text of a check run that keeps a section: hidden JSON, and the Markdown that people see on its page. Every `-` of
 * the JSON is escaped, so no text can end the comment.
 */
export function renderSection(section: CardSection): string {
  const parts = fitted(section.parts)
  const hidden = JSON.stringify({ ...section, title: section.title.slice(0, 1_000), parts }).replaceAll('-', '\\u002d')
  const shown = parts.map(({ markdown }) => markdown).join('\n\n')
  const whole = `${shown}\n\n${begin}${hidden}${end}`
  // JSON can be longer than its text; then the page shows less, and the card keeps all.
  return whole.length <= 65_000 ? whole : `${begin}${hidden}${end}`
}

/** The section in the text of a check run; undefined when there is none, or somebody broke it. */
export function readSection(text: string): CardSection | undefined {
  const from = text.lastIndexOf(begin)
  if (from === -1 || !text.trimEnd().endsWith(end.trim())) return undefined
  const hidden = text.slice(from + begin.length, text.lastIndexOf(end))
  return parseOptionalRecord(hidden, sectionSchema, {
    name: 'the section of a check run',
    reason: 'record-unreadable',
    hint: undefined,
    limits: sizedLimits(140_000, 8),
  })
}

/** Two parts if all of them would be too long: what comes first on any card, and the rest. */
function fitted(parts: readonly MarkdownPart[]): readonly MarkdownPart[] {
  const bytes = parts.reduce((sum, { markdown }) => sum + Buffer.byteLength(markdown), 0)
  if (bytes <= sectionLimit && parts.length <= 50) return parts
  const first = parts.filter(({ rank }) => rank === 0)
  const rest = parts.filter(({ rank }) => rank !== 0)
  return [
    { markdown: cutMarkdown(first, { limit: sectionLimit / 3, notice }), rank: 0 },
    { markdown: cutMarkdown(rest, { limit: (sectionLimit * 2) / 3, notice }), rank: 1 },
  ]
}

function notice(missing: number): string {
  return `> ${missing} lines are missing here; the job summary has them.`
}
