import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { sourceFiles } from '../../scripts/measure/imports.ts'
import { describeAll, stages } from '../../src/stages/stages.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { builtEntries } from '../support/action-process.ts'

/** The built entries, started as the runner starts them. */
const root = packageRoot()
const actions = readdirSync(join(root, 'actions')).filter((name) => existsSync(join(root, 'actions', name, 'main.ts')))
const descriptions = new Map((await describeAll()).map((description) => [description.name, description]))

/** What is said of an action without inputs: the first input that it needs, or the first group of which it needs one. */
function missingOf(name: string): string {
  const { inputs, needsOneOf = [] } = descriptions.get(name)!
  const needed = inputs.find(({ required }) => required)
  return needed === undefined ? `one of the inputs ${needsOneOf[0]!.join(', ')}` : `the input ${needed.name}`
}

/** Actions that need an input; `release` and `cleanup` have a default for each. */
const needing = [...descriptions.values()]
  .filter(({ inputs, needsOneOf }) => needsOneOf !== undefined || inputs.some(({ required }) => required))
  .map(({ name }) => name)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-dist-'))
  for (const name of ['output', 'summary']) writeFileSync(join(folder, name), '')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function start(entry: string, inputs: Readonly<Record<string, string>> = {}, nodeOptions: readonly string[] = []) {
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  )
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LIFTLOCK_CACHE: cacheFolder(process.env),
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    RUNNER_TEMP: folder,
    ...given,
  }
  return new Promise<{ code: number; log: string; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [...nodeOptions, join(builtEntries, entry)],
      { env, cwd: folder },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : 0,
          log: stdout + stderr,
          output: readFileSync(join(folder, 'output'), 'utf8'),
        })
      },
    )
  })
}

test('every stage has an action, and there is no other', () => {
  expect(actions.sort()).toEqual(Object.keys(stages).sort())
})

test.each(needing)('the action %s says which input is missing, and ends with 2', async (name) => {
  const { main } = parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8')).runs as { main: string }
  expect(join('actions', name, main)).toBe(join('dist', `${name}.js`))
  const { code, log, output } = await start(`${name}.js`)
  expect(code).toBe(2)
  expect(log).toContain(`::error::${name}:`)
  expect(log).toContain(`${name} needs ${missingOf(name)}`)
  expect(output).toMatch(/failure-reason<<(\S+)\ninput-missing\n\1\n/)
})

test('the root action runs the stage that it is given', async () => {
  const { code, log } = await start('action.js', { stage: 'generate' })
  expect(code).toBe(2)
  expect(log).toContain('generate needs the input model')
})

test('the root action names the nearest stage when there is none of that name', async () => {
  const { code, log } = await start('action.js', { stage: 'promte' })
  expect(code).toBe(2)
  expect(log).toContain('did you mean promote?')
})

test.each([
  ['deploy.js', { name: 'parking', templat: 'template.yml' }, 'templat', 'did you mean template?'],
  ['deploy.js', { plan_only: 'true' }, 'plan_only', 'did you mean plan-only?'],
  ['action.js', { stage: 'deploy', scenario: 'Visit' }, 'scenario', 'scenario is an input of quality-gate'],
  ['action.js', { stage: 'promote', 'dry-run': 'true' }, 'dry-run', 'see the README of the action promote'],
])('%s with %j refuses the input that it does not have, before anything else', async (entry, inputs, name, hint) => {
  const { code, log, output } = await start(entry, inputs)
  expect(code).toBe(2)
  expect(log).toMatch(new RegExp(`has no input ${name}; nothing was done`))
  expect(log).toContain(hint)
  expect(output).toMatch(/failure-reason<<(\S+)\ninput-unknown\n\1\n/)
})

test('the root action declares no default but the token of the job, so what the runner fills in is empty', () => {
  const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { inputs: Record<string, object> }
  expect(Object.entries(inputs).filter(([name, input]) => 'default' in input && name !== 'github-token')).toEqual([])
})

test('an empty input that only another stage has is not given', async () => {
  const { log } = await start('action.js', { stage: 'generate', scenario: '', lanes: ' ' })
  expect(log).toContain('generate needs the input model')
})

test('generate makes the example as an action, with outputs a later step can read', async () => {
  const { code, output } = await start('generate.js', {
    model: join(root, 'examples', 'parking'),
    out: join(folder, 'out'),
    'no-tests': 'true',
  })
  expect(code).toBe(0)
  expect(output).toMatch(/outcome<<(\S+)\nsucceeded\n\1\n/)
  expect(output).toContain(join(folder, 'out', 'app'))
})

test.each([...actions, 'action', 'setup', 'liftlock'])(
  '%s loads little before it knows its inputs: at most 150 KB',
  (name) => {
    const files = loaded(startOf(name), atOnce)
    expect(files.size).toBeGreaterThan(1)
    expect(bytesOf(files)).toBeLessThanOrEqual(150_000)
  },
)

test.each([...needing, 'action'])(
  '%s refuses a missing input without loading node:crypto, which is slow',
  async (name) => {
    const list = join(folder, 'modules.json')
    const hook = join(folder, 'list-modules.cjs')
    writeFileSync(
      hook,
      `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList)))`,
    )
    const { code } = await start(`${name}.js`, name === 'action' ? { stage: 'deploy' } : {}, ['--require', hook])
    expect(code).toBe(2)
    const modules: string[] = JSON.parse(readFileSync(list, 'utf8'))
    expect(modules).toContain('NativeModule fs/promises')
    expect(modules).not.toContain('NativeModule crypto')
  },
)

/** The pipeline is sixteen commands, of which one deploys as the stage deploy does; each loads its own part. */
const mostOf = (name: string) => (name === 'pipeline' ? 1_800_000 : 1_600_000)

test.each([...actions, 'setup'])('%s can load at most 1.6 MB (pipeline 1.8), whatever its inputs are', (name) => {
  expect(bytesOf(loaded(`${name}.js`, atAnyTime, name))).toBeLessThanOrEqual(mostOf(name))
})

test.each(actions)('%s as a stage of the root action can load at most 1.6 MB (pipeline 1.8)', (name) => {
  expect(bytesOf(loaded('action.js', atAnyTime, name))).toBeLessThanOrEqual(mostOf(name))
})

test('the lists of stages and commands in dist/ name the chunk of each', () => {
  expect([...chunksOfStages().keys()]).toEqual(expect.arrayContaining(actions))
})

test('the command line, which holds every stage and the local AWS with its CodePipeline, can load at most 3.5 MB', () => {
  expect(bytesOf(loaded('liftlock.js', atAnyTime))).toBeLessThanOrEqual(3_500_000)
})

test('every chunk in dist/ belongs to an entry', () => {
  const chunks = readdirSync(join(builtEntries, 'chunks')).map((name) => join(builtEntries, 'chunks', name))
  const entries = [...actions, 'action', 'setup', 'liftlock']
  const reached = new Set(entries.flatMap((name) => [...loaded(`${name}.js`, atAnyTime)]))
  expect(chunks.length).toBeGreaterThan(actions.length)
  expect(chunks.filter((chunk) => !reached.has(chunk))).toEqual([])
})

const atOnce = /(?:import|export)\s*(?:[\w*{}\s,$]+?from)?\s*["'](\.[^"']+)["']/g
const atAnyTime = new RegExp(`${atOnce.source}|import\\(\\s*["'\`](\\.[^"'\`]+)["'\`]\\s*\\)`, 'g')

/**
 * The files of an entry with everything that it imports: at once, or at any time.
 * @param stage the one of the list of stages that it runs; all of them without it
 */
function loaded(entry: string, imports: RegExp, stage?: string): ReadonlySet<string> {
  const files = new Set([join(builtEntries, entry)])
  const owned = [...chunksOfStages(), ...chunksOfServices()]
  const others = new Set(owned.flatMap(([name, chunk]) => (stage && name !== stage ? [chunk] : [])))
  for (const file of files)
    for (const [, atStart, later] of readFileSync(file, 'utf8').matchAll(imports)) {
      const target = join(file, '..', (atStart ?? later)!)
      if (atStart || !others.has(target)) files.add(target)
    }
  return files
}

/** Where an entry starts: the command line checks the version of Node first, and then loads the rest. */
function startOf(name: string): string {
  if (name !== 'liftlock') return `${name}.js`
  const [, rest] = /await import\(["'`](\.[^"'`]+)["'`]\)/.exec(
    readFileSync(join(builtEntries, 'liftlock.js'), 'utf8'),
  )!
  return rest!
}

/** The chunk that the list of stages loads for each. */
function chunksOfStages(): ReadonlyMap<string, string> {
  const entry = /["']?([\w-]+)["']?:\{summary:[^{}]*?load:async\(\)=>\(await import\(["'`](\.[^"'`]+)["'`]\)/g
  const chunks = join(builtEntries, 'chunks')
  const texts = readdirSync(chunks).map((name) => readFileSync(join(chunks, name), 'utf8'))
  return new Map(
    texts.flatMap((text) => [...text.matchAll(entry)].map(([, name, path]) => [name!, join(chunks, path!)] as const)),
  )
}

/** Services that one stage alone asks an account for, by the name of their function. */
const servicesOfOneStage = { pipelines: 'pipeline', gate: 'quality-gate' } as const

/** The chunk of each such service, with the stage. */
function chunksOfServices(): readonly (readonly [stage: string, chunk: string])[] {
  const chunks = join(builtEntries, 'chunks')
  const texts = readdirSync(chunks).map((name) => readFileSync(join(chunks, name), 'utf8'))
  return Object.entries(servicesOfOneStage).map(([service, stage]) => {
    const loads = new RegExp(`\\b${service}:async\\([^)]*\\)=>\\(await import\\(["'\`](\\.[^"'\`]+)["'\`]\\)`)
    const path = texts.map((text) => loads.exec(text)?.[1]).find((found) => found !== undefined)
    if (path === undefined) throw new Error(`no chunk is loaded for the service ${service}`)
    return [stage, join(chunks, path)] as const
  })
}

test.each(Object.entries(servicesOfOneStage))('only one stage asks an account for %s: %s', (service, stage) => {
  const asking = sourceFiles(root, 'src').filter((file) =>
    readFileSync(join(root, file), 'utf8').includes(`.${service}()`),
  )
  expect(asking.length).toBeGreaterThan(0)
  // Only the command line loads these.
  const others = asking.filter((file) => !/^src\/(hosts\/codepipeline|cli)\//.test(file))
  expect(others.filter((file) => !file.startsWith(`src/stages/${stage}/`))).toEqual([])
})

function bytesOf(files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0)
}

test('dist/ stays within its budget of 5 MB', () => {
  const files = readdirSync(builtEntries, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)).length)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(5_000_000)
})
