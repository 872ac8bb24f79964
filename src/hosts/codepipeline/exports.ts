import { handedOn, handedOnText } from './handed-on.ts'
import { type OutputVariables, outputVariables } from './output-variables.ts'

/** What the next command of the action sources. */
export interface Exports extends Pick<OutputVariables, 'leftOut'> {
  /** One line for each variable, as a POSIX shell reads it. */
  readonly text: string
}

/** Renders the output variables of a stage and `handed_on` for a shell; the parameters are those of `outputVariables`. */
export function renderExports(...stage: Parameters<typeof outputVariables>): Exports {
  const { variables, leftOut } = outputVariables(...stage)
  const all = { ...variables, [handedOn]: handedOnText(variables) }
  const lines = Object.entries(all).map(([name, value]) => `export ${name}=${quoted(value)}\n`)
  return { text: lines.join(''), leftOut }
}

/** In single quotes nothing has a meaning but the quote itself (POSIX, "Single-Quotes"). */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
