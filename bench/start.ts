import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'rolldown'
import { stages } from '../src/stages/stages.ts'
import { machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/**
 * Measures the time from the start of a process to its first missing input, and the code size of each entry: every
 * action, and the help of the command line. The peer is one bundle that loads the same SDK clients and the actions
 * toolkit before reading inputs. `tsx bench/start.ts [rounds]`
 */
const rounds = Number(process.argv[2] ?? 11)
const actions = Object.keys(stages)
/** Static imports, and dynamic imports. */
const atOnce = /(?:import|export)\s*(?:[\w*{}\s,$]+?from)?\s*["'](\.[^"']+)["']/g
const everything = /(?:(?:import|export)\s*(?:[\w*{}\s,$]+?from)?\s*|import\()["'`](\.[^"'`]+)["'`]/g
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
// A runner always gives a folder for temporary files.
process.env.RUNNER_TEMP = folder
try {
  const peer = await buildPeer(folder)
  const measurements = await measureRounds(
    [
      { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
      { name: 'liftlock --help', command: process.execPath, args: ['dist/liftlock.js', '--help'] },
      ...actions.map((name) => ({
        name: `actions/${name}`,
        command: process.execPath,
        args: [`dist/${name}.js`],
        exitCode: 2,
      })),
      { name: 'same clients, loaded at once', command: process.execPath, args: [peer], exitCode: 2 },
    ],
    { rounds, warmUp: 2, against: ['node -e 0'] },
  )
  console.log(`\n### Start, to the first missing input\n\n${renderMeasurements(measurements)}\n`)
  await sayWeights(peer)
  console.log(`\n${rounds} interleaved rounds after 2 to warm up, warm file cache, whole processes. ${machineLine()}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function buildPeer(to: string): Promise<string> {
  const source = join(to, 'peer.mjs')
  const from = (name: string) => JSON.stringify(resolve('node_modules', name))
  const packages = await readdir('node_modules/@aws-sdk')
  const clients = ['client-cloudformation', 'client-s3', 'client-sts'].filter((name) => packages.includes(name))
  await writeFile(
    source,
    [
      ...clients.map((name, index) => `import * as client${index} from ${from(`@aws-sdk/${name}`)}`),
      `import * as core from ${from('@actions/core')}`,
      `globalThis.loaded = [${clients.map((_, index) => `client${index}`).join(', ')}]`,
      `if (!core.getInput('name')) { console.log('::error::name is missing'); process.exitCode = 2 }`,
    ].join('\n'),
  )
  await build({
    input: source,
    platform: 'node',
    logLevel: 'silent',
    output: { file: join(to, 'bundle.mjs'), format: 'esm', minify: true, codeSplitting: false },
  })
  return join(to, 'bundle.mjs')
}

/**
 * The code that an entry loads up to its first missing input, all code that it may load, and both compared with the
 * peer.
 */
async function sayWeights(peer: string): Promise<void> {
  const kilobytes = (bytes: number) => (bytes / 1e3).toFixed(0)
  const limit = (await stat(peer)).size
  console.log('| entry | loaded by then, KB | may load in all, KB | vs same clients |\n|---|---:|---:|---:|')
  for (const name of ['liftlock', ...actions]) {
    const entry = resolve('dist', `${name}.js`)
    const [start, all] = [await weigh(await startOf(entry), atOnce), await weigh(entry, everything)]
    console.log(`| ${name} | ${kilobytes(start)} | ${kilobytes(all)} | ${(all / limit).toFixed(2)} |`)
  }
  console.log(`| same clients, loaded at once | ${kilobytes(limit)} | ${kilobytes(limit)} | 1.00 |`)
}

/**
 * The file that imports what an entry loads at once: the command line checks the version of Node in a file before it.
 */
async function startOf(entry: string): Promise<string> {
  const [, rest] = /^[^;]*await import\(["'`](\.[^"'`]+)["'`]\)/s.exec(await readFile(entry, 'utf8')) ?? []
  return rest === undefined ? entry : resolve(entry, '..', rest)
}

/** Bytes of an entry with everything that it imports. */
async function weigh(entry: string, imports: RegExp, seen = new Set<string>()): Promise<number> {
  if (seen.has(entry)) return 0
  seen.add(entry)
  const text = await readFile(entry, 'utf8')
  let bytes = Buffer.byteLength(text)
  for (const [, target] of text.matchAll(imports)) bytes += await weigh(resolve(entry, '..', target!), imports, seen)
  return bytes
}
