import { inert } from '../shared/inert.ts'

/**
 * A line that the runner of a job understands, such as `::error file=a.xml,line=3::text`; data is escaped, so that it
 * stays data. GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of the runner's own toolkit.
 * The runner writes the message into the log, where the page of the job shows `##[group]` as a fold and `##[error]` in red; so these marks
 * are taken apart, except in a secret, which `add-mask` has to name letter for letter.
 */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escaped(name === 'add-mask' ? message : inert(message))}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
