import { paragraph } from '../start/help.ts'

/** What docs/errors.md says about one failure reason. */
export interface Explanation {
  /** The reason, or the words of another heading, such as `limits-on-documents`. */
  readonly reason: string
  /** The first sentence. */
  readonly summary: string
  /** Everything, as plain text in 80 columns. */
  readonly text: string
}

/** The sections of the page that explains all failure reasons, in its order; headings without a text are left out. */
export function readExplanations(page: string): readonly Explanation[] {
  return page
    .split(/^(?=##? )/m)
    .slice(1)
    .flatMap((section) => {
      const [heading = '', ...lines] = section.split('\n')
      const body = plain(lines.join('\n').trim())
      if (body === '') return []
      const reason = heading.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-')
      return [
        {
          reason,
          summary: firstSentence(body),
          text: body
            .split(/\n{2,}/)
            .map(wrapped)
            .join('\n\n'),
        },
      ]
    })
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
  if (/^(?:\||```| {4})/.test(block)) return block
  return /^(?:-|\d+\.) /.test(block) ? block.split('\n').map(paragraph).join('\n') : paragraph(block)
}
