/**
 * Reads every hostile document and model of the tests, each in its own process with 300 MB of heap. Prints medians of
 * time and peak memory beside the limits of two seconds and 300 MB. Measures processor time, which other work of the
 * machine does not change. Exits with 1 above a limit. Run: npx tsx bench/limits.ts [rounds] [part of a name]
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'rolldown'
import { packageRoot } from '../src/system/package-root.ts'
import { hostileDocuments } from '../test/hostile/documents/hostile-documents.ts'
import { hostileModels } from '../test/hostile/documents/models/hostile-models.ts'
import { machineLine, measureRounds } from './rounds.ts'

const mostMs = 2_000
const mostMb = 300
const rounds = Number(process.argv[2] ?? 5)
const wanted = process.argv[3] ?? ''

const folder = await mkdtemp(join(packageRoot(), 'node_modules', '.liftlock-limits-'))
try {
  const entry = await bundled(folder)
  const kinds = { document: hostileDocuments, model: hostileModels }
  const documents = Object.entries(kinds)
    .flatMap(([kind, all]) => all.map(({ name }, index) => ({ kind, name, index })))
    .filter(({ name }) => name.includes(wanted))
  console.log(`\n### Hostile documents\n\n|  | wall ms | CPU ms | peak MB |\n|---|---:|---:|---:|`)
  let above = 0
  for (const { kind, name, index } of documents) {
    const args = [`--max-old-space-size=${mostMb}`, entry, kind, String(index)]
    const [figures] = await measureRounds([{ name, command: process.execPath, args }], {
      rounds,
      warmUp: 0,
      against: [],
    })
    const { wallMs, cpuMs, peakMb } = figures!
    const passed = cpuMs <= mostMs && peakMb <= mostMb
    if (!passed) above += 1
    console.log(
      `| ${name} | ${[wallMs, cpuMs, peakMb].map((value) => value.toFixed(0)).join(' | ')} |${passed ? '' : ' above'}`,
    )
  }
  console.log(`| limit |  | ${mostMs} | ${mostMb} |`)
  console.log(
    `\nMedians of ${rounds} runs, whole processes. ${above} of ${documents.length} above a limit. ${machineLine()}`,
  )
  process.exitCode = above === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Bundles the reader into one file, as it is shipped, together with the seeds. */
async function bundled(to: string): Promise<string> {
  const seeds = 'test/hostile/documents'
  for (const name of await readdir(seeds)) if (name.endsWith('.yaml')) await cp(join(seeds, name), join(to, name))
  const file = join(to, 'limits-child.mjs')
  await build({
    input: 'bench/limits-child.ts',
    platform: 'node',
    logLevel: 'silent',
    output: { file, format: 'esm', codeSplitting: false },
  })
  return file
}
