import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Contestant, machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/**
 * Measures what `actions/setup` does on a new runner: it makes the environment from the index, or from cached packages.
 * The limit only unpacks a finished environment. Also measures the generation that follows. Needs `npm run build`. `tsx
 * bench/setup.ts [rounds]`
 */
const rounds = Number(process.argv[2] ?? 5)
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
const [cache, finished, packages, archive, out] = ['cache', 'finished', 'packages', 'environment.tar', 'out'].map(
  (name) => join(folder, name),
) as [string, string, string, string, string]

try {
  // pip also has a cache for its user, which is empty on a new runner.
  const make = ['PIP_NO_CACHE_DIR=1', `SETUP_CACHE=${cache}`, process.execPath, resolve('dist/setup.js'), 'make']
  execFileSync('env', [`SETUP_PACKAGES=${packages}`, ...make], { stdio: 'ignore' })
  const [environment] = await readdir(cache)
  execFileSync('tar', ['-cf', archive, '-C', cache, environment!])
  await rename(cache, finished)
  // A virtual environment contains its own path, so the finished one has to be unpacked where it was made.
  const emptied = () => rm(cache, { recursive: true, force: true }).then(() => mkdir(cache))
  const generate = [`LIFTLOCK_CACHE=${finished}`, process.execPath, resolve('dist/liftlock.js'), 'generate']
  const contestants: readonly Contestant[] = [
    { name: 'from the index', command: 'env', args: make, prepare: emptied },
    {
      name: 'from kept packages',
      command: 'env',
      args: [`SETUP_PACKAGES=${packages}`, 'PIP_NO_INDEX=1', ...make],
      prepare: emptied,
    },
    { name: 'limit: a finished one unpacked', command: 'tar', args: ['-xf', archive, '-C', cache], prepare: emptied },
    {
      name: 'generate with unit tests, environment there',
      command: 'env',
      args: [...generate, 'examples/parking', '--out', out],
      prepare: () => rm(out, { recursive: true, force: true }),
    },
  ]
  const measurements = await measureRounds(contestants, { rounds, warmUp: 1, against: ['from the index'] })
  console.log(`\n### Setup, the environment of a new runner\n\n${renderMeasurements(measurements)}`)
  const sizes = await Promise.all((await readdir(packages)).map((name) => stat(join(packages, name))))
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  const downloaded = sizes.reduce((sum, { size }) => sum + size, 0)
  console.log(
    `\n${sizes.length} packages, ${megabytes(downloaded)}; installed ${megabytes((await stat(archive)).size)}.`,
  )
  console.log(`\n${rounds} interleaved rounds after 1 to warm up, warm file cache, whole processes. ${machineLine()}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
