import { cutMarkdown, type MarkdownPart } from '../../core/text/cut-markdown.ts'

/** One part of a job summary. */
export type SummaryPart = MarkdownPart

/**
 * The size limit of one step's summary; the platform drops a larger summary completely (GitHub Docs, "Workflow
 * commands", job summaries).
 */
export const summaryLimit = 1024 * 1024

/** Fits the parts into the given number of bytes (UTF-8), in their order. */
export function cutSummary(parts: readonly SummaryPart[], limit = summaryLimit): string {
  return cutMarkdown(parts, { limit, notice })
}

function notice(missing: number): string {
  return `> This summary was cut: ${missing} lines are missing, because a step may show 1 MiB. The log and the report files have them.`
}
