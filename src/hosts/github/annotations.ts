import { cutText } from '../../core/run/finding-limits.ts'
import type { Finding } from '../../core/run/report.ts'
import { workflowCommand } from './workflow-command.ts'

/**
 * The runner shows this many annotations of one kind in a step (GitHub Docs, "Workflow commands", limits of
 * annotations).
 */
const shownOfAKind = 10
/** The runner cuts longer messages of a command. */
export const longestMessage = 4096

/** Collects the annotations of a step, until it is clear which of them the platform has room for. */
export class GitHubAnnotations {
  readonly #findings: Finding<string>[] = []
  readonly #workspace: string | undefined

  /** @param workspace folder of the checkout; the platform expects paths relative to it */
  constructor(workspace?: string) {
    this.#workspace = workspace
  }

  add(finding: Finding<string>): void {
    this.#findings.push(finding)
  }

  /**
   * Renders annotations as workflow commands. Of each kind, those with a place come first, because the runner shows
   * only ten.
   * @param verdict severity of the closing message, which uses up one annotation of its kind; undefined without a
   * closing message
   * @param mask removes secrets before a command escapes the text
   */
  commands(
    verdict: Finding['severity'] | undefined,
    mask: (text: string) => string,
  ): { readonly lines: readonly string[]; readonly rest: readonly Finding<string>[] } {
    const said = (finding: Finding<string>) => masked(finding, mask)
    const kinds = (['error', 'warning', 'notice'] as const).map((severity) => {
      const room = shownOfAKind - (severity === verdict ? 1 : 0)
      const all = this.#findings.filter((finding) => finding.severity === severity)
      const ranked = [...all.filter(({ place }) => place), ...all.filter(({ place }) => !place)]
      return { shown: ranked.slice(0, room), rest: ranked.slice(room) }
    })
    return {
      lines: kinds.flatMap(({ shown }) => shown.map((finding) => annotation(said(finding), this.#workspace))),
      rest: kinds.flatMap(({ rest }) => rest).map(said),
    }
  }
}

function masked({ severity, place, text, ...texts }: Finding<string>, mask: (text: string) => string): Finding<string> {
  const more = Object.entries(texts).map(([name, each]) => [name, mask(each)])
  const where = place === undefined ? {} : { place: { ...place, file: mask(place.file) } }
  return { severity, text: mask(text), ...Object.fromEntries(more), ...where }
}

/** One annotation, on the line that the reader has to change. */
function annotation(
  { severity, rule, text, place, fix, link }: Finding<string>,
  workspace: string | undefined,
): string {
  const { line, column } = place ?? {}
  const root = `${workspace}/`
  const file = workspace !== undefined && place?.file.startsWith(root) ? place.file.slice(root.length) : place?.file
  const message = [text, fix, link].filter(Boolean).join('\n')
  return workflowCommand(severity, { file, line, col: column, title: rule }, cutText(message, longestMessage))
}
