import { paragraph } from '../start/help.ts'

/** What one heading of a page explains. */
export interface Explanation {
  /** The heading in lower case, with hyphens: a failure reason, a rule, or words such as `limits-on-documents`. */
  readonly topic: string
  /** The first sentence. */
  readonly summary: string
  /** Everything, as plain text in 80 columns. */
  readonly text: string
}

/** The sections of a page, in its order; headings without a text are left out. */
export function readExplanations(page: string): readonly Explanation[] {
  return page
    .split(/^(?=##? )/m)
    .slice(1)
    .flatMap((section) => {
      const [heading = '', ...lines] = section.split('\n')
      const body = plain(lines.join('\n').trim())
      if (body === '') return []
      const topic = heading.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-')
      return [{ topic, summary: firstSentence(body), text: wrappedBlocks(body) }]
    })
}

/** A whole page as plain text in 80 columns, without its title. */
export function plainPage(page: string): string {
  const body = page.replace(/^# .*\n+/, '').replace(/<!--.*?-->\n*/gs, '')
  return wrappedBlocks(plain(body.trim()))
}

function wrappedBlocks(text: string): string {
  return text
    .split(/\n{2,}/)
    .map(wrapped)
    .join('\n\n')
}

/** Without the marks of links; code keeps its marks, because they show where it ends. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, '$1')
}

function firstSentence(text: string): string {
  return (/^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ').replace(/:$/, '.')
}

/** Tables and code keep their lines, and each item of a list stays apart. */
function wrapped(block: string): string {
  if (/^(?:\||```| {4}|#)/.test(block)) return block
  return /^(?:-|\d+\.) /.test(block) ? block.split('\n').map(paragraph).join('\n') : paragraph(block)
}
