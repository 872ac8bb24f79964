import { cutText } from '../../core/run/finding-limits.ts'
import type { Finding } from '../../core/run/report.ts'
import { workflowCommand } from './workflow-command.ts'

/** What the runner shows of one kind in a step (GitHub Docs, "Workflow commands", limits of annotations). */
const shownOfAKind = 10
/** The runner cuts the message of a command here. */
export const longestMessage = 4096

/** The annotations of a step, collected until it is known which of them the platform has room for. */
export class GitHubAnnotations {
  readonly #findings: Finding<string>[] = []
  readonly #workspace: string | undefined

  /** @param workspace folder of the checkout: the platform knows files by their path inside */
  constructor(workspace?: string) {
    this.#workspace = workspace
  }

  add(finding: Finding<string>): void {
    this.#findings.push(finding)
  }

  /**
   * The worst of each kind as workflow commands: those with a place first, as each kind has room for ten only.
   * @param verdict the kind that the last word of the step takes the room of one of; undefined where there is none
   * @param mask takes secrets out, before a command spells the text its own way
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
