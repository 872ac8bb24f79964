import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { build } from 'rolldown'
import { findPython } from '../src/system/find-python.ts'
import { cacheFolder } from '../src/system/folders.ts'
import { nodeProcesses } from '../src/system/node-processes.ts'
import { ensurePython } from '../src/system/python-environment.ts'
import { installPeers, peerVersions } from './generate/install-peers.ts'
import { makeModel } from './generate/make-model.ts'
import { openapiDocument } from './generate/openapi-document.ts'
import { type Contestant, machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/**
 * Measures generation from a model to the written application, without its unit tests: ours into an empty folder and
 * with nothing changed, the limit, and other generators. Needs `npm run build`. `tsx bench/generate.ts [rounds]`
 */
const rounds = Number(process.argv[2] ?? 11)
/** A template may have 500 resources. This many aggregates, with one command and two queries each, need 459. */
const aggregates = 40
const manyAggregates = 2_000
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
const bare: Contestant = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] }

try {
  const processes = nodeProcesses(new AbortController().signal)
  const python = await ensurePython({
    requirements: 'runtime/requirements.txt',
    cache: cacheFolder(process.env),
    processes,
    interpreter: () => findPython(processes),
  })
  await build({
    input: { limit: 'bench/generate/limit.ts', ours: 'bench/generate/ours-without-template.ts' },
    platform: 'node',
    logLevel: 'silent',
    output: { dir: join(folder, 'js'), format: 'esm', entryFileNames: '[name].mjs', minify: true },
  })
  await ofExample(python)
  await ofSeededModel(python, await installPeers())
  await ofManyAggregates()
  const versions = Object.entries(peerVersions).map(([name, version]) => `${name} ${version}`)
  console.log(`\n${rounds} interleaved rounds after 2 to warm up, warm file cache, whole processes. ${machineLine()}`)
  console.log(`\nPeers: ${versions.join(', ')}.`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function ofExample(python: string): Promise<void> {
  const contestants = await oursAndLimit('examples/parking', python)
  await table('Generation, the example ParkingDesk', '', [bare, ...contestants], ['node -e 0', 'limit'])
}

async function ofSeededModel(python: string, peers: string): Promise<void> {
  const model = join(folder, 'model')
  const made = await makeModel(model, aggregates)
  const ours = await oursAndLimit(model, python)
  const document = join(folder, 'openapi.json')
  await writeFile(document, openapiDocument(aggregates))
  const out = join(folder, 'peer')
  const prepare = () => rm(out, { recursive: true, force: true })
  const schema = join(folder, 'ours', 'app', 'schema.graphql')
  const cdk = [process.execPath, 'bench/generate/peer-cdk.mjs', peers, String(aggregates), schema, out]
  const openapi = join(peers, 'node_modules/openapi-typescript/bin/cli.js')
  const contestants = [
    bare,
    ...ours,
    { name: 'CDK app', command: 'env', args: cdk, prepare },
    { name: 'CDK app, CDK_VALIDATION=false', command: 'env', args: ['CDK_VALIDATION=false', ...cdk], prepare },
    { name: 'openapi-typescript', command: process.execPath, args: [openapi, document, '-o', `${out}.ts`], prepare },
  ]
  const against = ['node -e 0', 'limit', 'CDK app', 'CDK app, CDK_VALIDATION=false', 'openapi-typescript']
  await table(`Generation, ${aggregates} aggregates`, described(made), contestants, against)
}

/** Too many for one template, so the template is left out. No peer generates as much. */
async function ofManyAggregates(): Promise<void> {
  const model = join(folder, 'many')
  const made = await makeModel(model, manyAggregates)
  const out = join(folder, 'ours')
  const prepare = () => rm(out, { recursive: true, force: true })
  const ours = {
    name: 'Liftlock',
    command: process.execPath,
    args: [join(folder, 'js', 'ours.mjs'), model, out],
    prepare,
  }
  await prepare()
  await measureRounds([ours], { rounds: 1, warmUp: 0, against: [] })
  const title = `Generation, ${manyAggregates} aggregates, without the template and the check by Python`
  await table(title, described(made), [bare, await limit(model, 'limit'), ours], ['limit'])
}

/** Generates the application once, for the texts that the limit writes. */
async function oursAndLimit(model: string, python: string): Promise<readonly Contestant[]> {
  const run = (out: string) => ['dist/liftlock.js', 'generate', model, '--out', out, '--no-tests']
  const [out, kept] = [join(folder, 'cold'), join(folder, 'ours')]
  await rm(kept, { recursive: true, force: true })
  const warm = { name: 'Liftlock, nothing changed', command: process.execPath, args: run(kept) }
  await measureRounds([warm], { rounds: 1, warmUp: 0, against: [] })
  const prepare = () => rm(out, { recursive: true, force: true })
  return [
    await limit(model, 'limit'),
    await limit(model, 'limit and one start of Python', python),
    { name: 'Liftlock', command: process.execPath, args: run(out), prepare },
    warm,
  ]
}

async function limit(model: string, name: string, ...python: readonly string[]): Promise<Contestant> {
  const app = join(folder, 'ours', 'app')
  const files = (await readdir(app, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  const output = join(folder, `output-${model.replaceAll('/', '-')}.json`)
  await writeFile(output, JSON.stringify(paths.map((path) => [relative(app, path), readFileSync(path, 'utf8')])))
  const out = join(folder, 'limit')
  const args = [join(folder, 'js', 'limit.mjs'), model, output, out, ...python]
  return { name, command: process.execPath, args, prepare: () => rm(out, { recursive: true, force: true }) }
}

function described(made: { readonly files: number; readonly bytes: number; readonly digest: string }): string {
  return `${made.files} files of a model, ${(made.bytes / 1e6).toFixed(2)} MB, input ${made.digest.slice(0, 12)}\n\n`
}

async function table(title: string, input: string, contestants: readonly Contestant[], against: readonly string[]) {
  const measurements = await measureRounds(contestants, { rounds, warmUp: 2, against })
  console.log(`\n### ${title}\n\n${input}${renderMeasurements(measurements)}`)
}
