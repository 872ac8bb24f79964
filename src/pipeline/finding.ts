/** Members of structures by their name, items of lists by their index. */
export type Path = readonly (string | number)[]

/** A rule of the admission: `docs/codepipeline.md` has a heading for each. */
export type PipelineRule = `P-${string}`

/** What is wrong with a definition, or unwise in it. */
export interface PipelineFinding {
  readonly rule: PipelineRule
  /** The service refuses a definition with an error, or it can never run. */
  readonly severity: 'error' | 'warning'
  readonly path: Path
  /** Begins with what is wrong, and names the value. */
  readonly text: string
  /** The next step. */
  readonly fix: string
}

/** Takes the findings of one check. */
export type Report = (finding: PipelineFinding) => void

/** A path as people write it, such as `stages[1].actions[0].configuration.Foo`. */
export function pathText(path: Path): string {
  return path
    .map((part) => (/^\d+$/.test(String(part)) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}
