import { execFileSync } from 'node:child_process'

/** The variables of a file of exports as a command sees them after a shell has sourced it. */
export function sourcedVariables(file: string, names: readonly string[]): Readonly<Record<string, string>> {
  const script = '. "$1"; shift; for name; do printf "%s=" "$name"; printenv "$name" || echo; done'
  const text = execFileSync('sh', ['-euc', script, 'sh', file, ...names], { env: { PATH: process.env.PATH } })
  return Object.fromEntries(
    text
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => {
        const at = line.indexOf('=')
        return [line.slice(0, at), line.slice(at + 1)]
      }),
  )
}
