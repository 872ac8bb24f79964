import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { measureLines } from './line-rounds.ts'
import type { Contestant } from './rounds.ts'

/**
 * Runs all stages (`ship`) of two checkouts in turn, each on its own local AWS: first on an empty one, then again with
 * nothing to do. Both checkouts need a built `dist/`.
 *
 * `tsx bench/line-cost.ts <checkout before> [<checkout after>] [rounds]`
 */
const [before, ...rest] = process.argv.slice(2)
if (before === undefined) throw new Error('usage: tsx bench/line-cost.ts <checkout before> [<checkout after>] [rounds]')
const rounds = Number(rest.find((text) => /^\d+$/.test(text)) ?? 5)
const after = rest.find((text) => !/^\d+$/.test(text)) ?? '.'

/** A checkout with its own home folder, and therefore its own local AWS. */
interface Side {
  readonly name: string
  readonly entry: string
  readonly folder: string
}

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
const sides: readonly Side[] = await Promise.all([sideOf('before', before), sideOf('after', after)])
try {
  for (const side of sides) await command(side, 'local', 'up')
  const measured = sides.map((side) => ({ line: line(side), reset: () => command(side, 'local', 'reset') }))
  await measureLines(measured, rounds, 'before')
} finally {
  for (const side of sides) await command(side, 'local', 'down').catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
}

/** Both ship the same model: the example of this checkout. */
async function sideOf(name: string, checkout: string): Promise<Side> {
  const entry = resolve(checkout, 'dist', 'liftlock.js')
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run build in ${checkout}`)
  const own = join(folder, name)
  await cp(resolve('examples', 'parking'), join(own, 'parking'), { recursive: true })
  return { name, entry, folder: own }
}

function line(side: Side): Contestant {
  const [name, ...args] = words(
    side,
    'ship',
    join(side.folder, 'parking'),
    '--local',
    '--out',
    join(side.folder, 'out'),
  )
  return { name: side.name, command: name!, args }
}

async function command(side: Side, ...args: readonly string[]): Promise<void> {
  const [name, ...more] = words(side, ...args)
  await run(name!, more)
}

function words({ entry, folder: own }: Side, ...args: readonly string[]): readonly string[] {
  return ['env', `LIFTLOCK_HOME=${join(own, 'home')}`, process.execPath, entry, ...args]
}
