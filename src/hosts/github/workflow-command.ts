import { inert } from '../shared/inert.ts'

/**
 * Renders a command for the runner of a job, such as `::error file=a.xml,line=3::text`. Data in it is escaped, so that
 * it stays data. The escapes are those of the runner's own toolkit (GitHub Docs, "Workflow commands for GitHub
 * Actions"). The runner also writes the message into the log. There, the page of the job would show `##[group]` as a
 * fold and `##[error]` in red, so these marks are broken up. Secrets are the exception, because `add-mask` needs the
 * exact text.
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
