import type { StageDescription } from './describe.ts'
import type { Stage } from './stage.ts'

/** What is known about a stage before it loads. */
export interface StageEntry {
  /** One sentence for `--help`, `action.yml` and the docs. */
  readonly summary: string
  /** Whether a job summary always shows it as a box of the line, even before it has run. */
  readonly inLine: boolean
  /** The label in a job summary for the page at output `url`. Default: the stack in the console. */
  readonly page?: string
  readonly describe: () => Promise<StageDescription>
  readonly load: () => Promise<Stage>
}

/** Stages by name, in the order of the line. */
export type StageList = Readonly<Record<string, StageEntry>>

/** The names of the stages that a job summary always shows, in order. */
export function lineOf(stages: StageList): readonly string[] {
  return Object.entries(stages).flatMap(([name, { inLine }]) => (inLine ? [name] : []))
}
