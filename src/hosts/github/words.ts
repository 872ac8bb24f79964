import { commandWords, explainCommand } from '../../core/run/command-words.ts'
import type { GivenValue, Spelling } from '../../core/run/next-step.ts'
import { explanationOf } from './pages.ts'

/** Commands without an action, so a workflow cannot use them. */
const commandsAlone = /^(?:ship|local|dead-letters|explain|version)\b/

/** The words for authors of workflows: inputs below `with:`, actions, and jobs to run again. */
export const workflowWords: Spelling = {
  input: ({ name, value }) => `the input ${name}${ofInput(name, value)}`,
  command(part) {
    if (commandsAlone.test(part.name)) return commandWords.command(part)
    // A command of a group is one action, which takes the second word as an input.
    const [action, word] = part.name.split(' ')
    const inputs = word === undefined ? part.inputs : { command: word, ...part.inputs }
    const given = Object.entries(inputs).flatMap(([name, value]) =>
      value === undefined || value === false ? [] : [`${name}: ${written(value)}`],
    )
    return `the action ${action}${given.length === 0 ? '' : ` with ${given.join(', ')}`}`
  },
  see: ({ stage }) => `see the README of the action ${stage.split(' ')[0]}`,
  explanation: ({ topic }) => explainCommand(topic),
  again: 're-run the job',
  againFromPlan: 're-run all jobs, not only the failed ones',
  approve: 'approve the job that executes them',
}

/** The same words, with addresses of pages where the runner says which repository and version runs. */
export function workflowWordsOf(environment: NodeJS.ProcessEnv): Spelling {
  return { ...workflowWords, explanation: ({ topic }) => explanationOf(topic, environment) }
}

function ofInput(name: string, value: GivenValue): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'object' && 'meaning' in value) return value.meaning === name ? '' : ` (${value.meaning})`
  return `: ${written(value)}`
}

/** A value as YAML needs it: in quotes if a plain word would be read as something else. */
function written(value: Exclude<GivenValue, undefined>): string {
  if (typeof value === 'object') return 'meaning' in value ? `<${value.meaning}>` : value.toString()
  const text = String(value)
  return /^[A-Za-z0-9_./][A-Za-z0-9_@%+=:,./-]*$/.test(text) ? text : JSON.stringify(text)
}
