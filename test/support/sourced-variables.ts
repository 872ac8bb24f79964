import { execFileSync } from 'node:child_process'

/** The variables of a file of exports as a command sees them after a shell, `sh` by default, has sourced it. */
export function sourcedVariables(
  file: string,
  names: readonly string[],
  shell = 'sh',
): Readonly<Record<string, string>> {
  const script = '. "$1"; shift; for name; do printf "%s=" "$name"; printenv "$name" || echo; done'
  const text = execFileSync(shell, ['-euc', script, shell, file, ...names], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
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
