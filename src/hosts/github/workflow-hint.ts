import type { StageDescription } from '../../core/run/describe.ts'

/** A command, with what it is given. */
const command =
  /\bliftlock ([a-z]+(?:-[a-z]+)*)(?![\w-])((?: (?:--[a-z][a-z0-9-]*(?:[= ](?:<[^>]+>|'(?:[^']|'"'"')*'|[^\s<'-][^\s,;]*))?|<[^>]+>|[0-9a-f]{12,64}))*)/g
const argument = /--([a-z][a-z0-9-]*)(?:[= ](<[^>]+>|'(?:[^']|'"'"')*'|[^\s<'-][^\s,;]*))?|<([^>]+)>|([0-9a-f]{12,64})/g

/** In characters. A hint that has more repeats the text of a stranger; it stays as it is. */
const longest = 10_000

/**
 * A hint, which is written as for the command line, in the words of whoever writes workflows: a flag or `<name>` of this stage is an input,
 * a command is an action with its inputs, and its help is the page of the action. Flags that no input has stay as they are, and so does
 * `<name>` inside a path or an ARN.
 * @param stages names of the commands that are actions as well; the others have no place in a workflow
 */
export function workflowHint(
  hint: string,
  { inputs }: Pick<StageDescription, 'inputs'>,
  stages: readonly string[],
): string {
  if (hint.length > longest) return hint
  const known = new Set(inputs.map(({ name }) => name))
  return hint
    .replace(/\bsee liftlock ([a-z-]+) --help/g, 'see the README of the action $1')
    .replace(/\brun the same command again\b/g, 're-run the job')
    .replace(command, (text, stage: string, given: string) =>
      stages.includes(stage) ? actionWith(stage, given) : text,
    )
    .replace(/--([a-z][a-z0-9-]*)(?:=([^\s,;]+)| <([^>]+)>)?/g, (flag, name: string, value = '', meaning = '') => {
      if (!known.has(name)) return flag
      return `the input ${name}${value && `: ${value}`}${meaning && meaning !== name ? ` (${meaning})` : ''}`
    })
    .replace(/(?<!: |[:/])<([a-z][a-z0-9-]*)>(?![:/])/g, (placeholder, name: string) =>
      known.has(name) ? `the input ${name}` : placeholder,
    )
}

function actionWith(stage: string, given: string): string {
  const values = [...given.matchAll(argument)].map(([, flag, value, placeholder, digest]) => {
    if (flag !== undefined) return `${flag}: ${value ?? 'true'}`
    // A digest without a flag is a release, with every stage that takes one.
    return placeholder === undefined ? `release: ${digest}` : `${placeholder}: <${placeholder}>`
  })
  return `the action ${stage}${values.length === 0 ? '' : ` with ${values.join(', ')}`}`
}
