import type { Isolation } from '../local-environment.ts'

/** What the emulator found when it set up isolation (Linux namespaces). @throws when it does not answer */
export async function readIsolation(endpoint: string, token: string): Promise<Isolation> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${endpoint}/_liftlock/isolation`, { headers, signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) throw new Error(`the emulator answered ${answer.status}, asked for the isolation of its functions`)
  return (await answer.json()) as Isolation
}

/** The same in one line for people. */
export function describeIsolation({ network, files }: Isolation): string {
  if (network === null && files === null) return 'apart from your files and network'
  if (network === null) return `apart from your network, not from your files: ${files}`
  if (files === null) return `apart from your files, not from your network: ${network}`
  return `not isolated: ${[...new Set([network, files])].join('; ')}`
}
