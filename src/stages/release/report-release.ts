import type { Context } from '../../core/run/context.ts'
import { markdownCode, markdownLink } from '../../core/text/markdown-text.ts'
import type { ReleaseOutputs } from './members.ts'

/** Says in one line what there is now, and shows the notes. */
export function reportRelease(outputs: ReleaseOutputs, { report }: Pick<Context, 'report'>): void {
  const text = textOf(outputs)
  const page = outputs.url === undefined ? '' : `: ${outputs.url}`
  report({ kind: 'note', text: `${text}${page}` })
  if (outputs.state === 'planned' && outputs.notes !== undefined) report({ kind: 'text', text: outputs.notes })
  report({ kind: 'verdict', text, markdown: markdownOf(outputs) })
}

function textOf({ state, tag, previous, pullRequest }: ReleaseOutputs): string {
  const after = previous === undefined ? '' : `, after ${previous}`
  switch (state) {
    case 'planned':
      return `${tag} would be released${after}`
    case 'proposed':
      return `pull request #${pullRequest} proposes ${tag}${after}`
    case 'drafted':
      return `${tag} waits as a draft${after}`
    case 'released':
      return `${tag} is released${after}`
    case 'nothing':
      return previous === undefined ? 'nothing to release' : `nothing to release after ${previous}`
  }
}

function markdownOf({ tag, url, commit, release, movingTag, started, notes }: ReleaseOutputs): string {
  const lines = [
    tag === undefined ? '' : `Version ${url === undefined ? markdownCode(tag) : markdownLink(markdownCode(tag), url)}`,
    commit === undefined ? '' : `Commit ${markdownCode(commit)}`,
    release === undefined ? '' : `Sealed release ${markdownCode(release)}`,
    movingTag === undefined ? '' : `${markdownCode(movingTag)} points to it`,
    started === undefined || started.length === 0 ? '' : `Started ${started.map(markdownCode).join(', ')}`,
  ].filter((line) => line !== '')
  return [lines.map((line) => `- ${line}`).join('\n'), notes ?? ''].filter((part) => part !== '').join('\n\n')
}
