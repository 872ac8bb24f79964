import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { measureLines } from './line-rounds.ts'
import type { Contestant } from './rounds.ts'

/**
 * Runs all stages (`ship`) in a terminal and through a pipeline of the local CodePipeline in turn, each on a local AWS of
 * its own: first on an empty one, then again with nothing to do. It needs a built `dist/`.
 *
 * `tsx bench/line-hosts.ts [rounds] [--iam]`
 */
const rounds = Number(process.argv.slice(2).find((text) => /^\d+$/.test(text)) ?? 3)
const iam = process.argv.includes('--iam') ? ['--iam'] : []
const hosts = ['terminal', 'codepipeline'] as const
type Host = (typeof hosts)[number]

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
const model = join(folder, 'parking')
try {
  await cp(resolve('examples', 'parking'), model, { recursive: true })
  for (const host of hosts) await command(host, 'local', 'up', ...iam)
  const measured = hosts.map((host) => ({ line: line(host), reset: () => command(host, 'local', 'reset') }))
  await measureLines(measured, rounds, 'terminal')
} finally {
  for (const host of hosts) await command(host, 'local', 'down').catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
}

function line(host: Host): Contestant {
  const out = join(folder, host, 'out')
  const [command = '', ...args] = words(
    host,
    'ship',
    model,
    '--local',
    ...iam,
    '--via',
    host,
    '--no-tests',
    '--out',
    out,
  )
  return { name: host, command, args }
}

async function command(host: Host, ...args: readonly string[]): Promise<void> {
  const [name = '', ...more] = words(host, ...args)
  await run(name, more)
}

function words(host: Host, ...args: readonly string[]): readonly string[] {
  const home = `LIFTLOCK_HOME=${join(folder, host, 'home')}`
  return ['env', home, process.execPath, resolve('dist', 'liftlock.js'), ...args]
}
