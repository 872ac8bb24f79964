/**
 * A line that the runner of a job understands, such as `::error file=a.xml,line=3::text`; data is escaped, so that it
 * stays data. GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of the runner's own toolkit.
 */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escaped(message)}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
