import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { openWorld, type Repository, type World } from './world.ts'

/*
 * `actions/setup` as a job uses it, with the environment made for real. The tests follow one another, as runs of a
 * repository do; each begins on a runner that has nothing.
 */
const minutes = 60_000
let world: World
let model: Repository
let version: string
let cache: string

beforeAll(() => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  keepWhatGenerateNeeds(join(world.folder, 'toolkit', 'runtime', 'requirements.txt'))
  cache = join(world.folder, 'runner', 'cache')
  // How this machine reaches the package index.
  for (const [name, value] of Object.entries(process.env))
    if (/^(PIP_|https?_proxy$|no_proxy$)/i.test(name)) world.environment[name] = value!
  const asked = ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']
  version = execFileSync('python3', asked, { env: world.environment, encoding: 'utf8' }).trim()
  model = world.repository('parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), model.folder, { recursive: true })
})
afterAll(() => world?.close())

/**
 * Shortens the list of locked packages, with their hashes, to those that `generate` uses. The rest, such as the local AWS, takes
 * most of an installation, and every test here installs.
 */
function keepWhatGenerateNeeds(list: string): void {
  const ofPytest = ['pytest', 'iniconfig', 'packaging', 'pluggy', 'pygments']
  const ofFunctions = ['botocore', 'jmespath', 'python-dateutil', 'six', 'urllib3', 'jinja2', 'markupsafe']
  const needed = ['pip', ...ofPytest, ...ofFunctions]
  const packages = readFileSync(list, 'utf8').split(/^(?=[a-z])/m)
  const kept = packages.filter((text) => needed.includes(/^[\w-]*/.exec(text)![0]))
  expect(kept).toHaveLength(needed.length)
  writeFileSync(list, kept.join(''))
}

/** The example of the page, with other inputs, and with what the tests look at behind it. */
function workflow(inputs: Readonly<Record<string, string>>): string {
  const page = readFileSync(join(packageRoot(), 'actions', 'setup', 'README.md'), 'utf8')
  const example = /^```yaml\n(permissions:.*?)^```$/ms.exec(page)![1]!
  const given = Object.entries({ cache, ...inputs }).map(([name, value]) => `$1${name}: ${JSON.stringify(value)}`)
  return `name: model
on: push
${example.replace(/^( *)python-version: "3.13"$/m, given.join('\n'))}
      - run: liftlock --version
      - run: echo "cache-hit=$HIT" >> "$GITHUB_OUTPUT"
        env: { HIT: "\${{ steps.setup.outputs.cache-hit }}" }
`
}

/** A push whose job runs on a runner that was never used. */
function run(inputs: Readonly<Record<string, string>>) {
  rmSync(join(world.folder, 'runner'), { recursive: true, force: true })
  model.write({ '.github/workflows/model.yml': workflow(inputs) })
  return model.run('push')
}

const kept = () => readdirSync(world.environment.ACT_CACHES!)

testOnRunner(
  'on a new runner it makes the environment, keeps its packages, and gives the steps behind it a command',
  async () => {
    const { jobs, outputs, text } = await run({ 'python-version': version, 'keep-packages': 'true' })
    expect(text).toContain('first run: installing Python packages')
    expect(jobs).toEqual({ model: 'success' })
    expect(outputs.model).toMatchObject({ 'cache-hit': 'false', outcome: 'succeeded' })
    expect(Number(outputs.model!['unit-tests'])).toBeGreaterThan(0)
    expect(text).toMatch(/liftlock \d+\.\d+\.\d+, Node/)
    expect(kept()).toEqual([
      expect.stringMatching(new RegExp(`^liftlock-packages-.*-${version}\\.\\d+\\w*-[0-9a-f]{16}$`)),
    ])
    // Made once: generate found what the step before it had made.
    expect(readdirSync(cache).filter((name) => name.startsWith('python-'))).toHaveLength(1)
  },
  3 * minutes,
)

testOnRunner(
  'on the next new runner the packages come from the cache, and no index is asked',
  async () => {
    world.environment.PIP_INDEX_URL = 'http://127.0.0.1:9/'
    const { jobs, outputs, text } = await run({ 'python-version': version, 'keep-packages': 'true' })
    delete world.environment.PIP_INDEX_URL
    expect(text).toContain('first run: installing Python packages')
    expect(jobs).toEqual({ model: 'success' })
    expect(outputs.model).toMatchObject({ 'cache-hit': 'true', outcome: 'succeeded' })
  },
  3 * minutes,
)

testOnRunner(
  'a kept package that is not what was locked is not installed: all are fetched again, with a warning',
  async () => {
    const folder = join(world.environment.ACT_CACHES!, kept()[0]!)
    const wheel = readdirSync(folder).find((name) => name.startsWith('pytest'))!
    truncateSync(join(folder, wheel), 1000)
    const { jobs, text } = await run({ 'python-version': version, 'keep-packages': 'true' })
    expect(jobs).toEqual({ model: 'success' })
    expect(text).toMatch(/DO NOT MATCH THE HASHES/)
    expect(text).toMatch(/"command":"warning"/)
  },
  3 * minutes,
)

testOnRunner(
  'what the runner has is not kept: nothing is restored or saved',
  async () => {
    rmSync(world.environment.ACT_CACHES!, { recursive: true })
    const { jobs, outputs, text } = await run({})
    expect(jobs).toEqual({ model: 'success' })
    expect(outputs.model).toMatchObject({ 'cache-hit': 'false' })
    expect(text).not.toContain('Cache not found')
    expect(existsSync(world.environment.ACT_CACHES!)).toBe(false)
  },
  3 * minutes,
)

testOnRunner(
  'two ways to name Python, and a version that there is not, end the job before it does anything',
  async () => {
    const both = await run({ python: 'python3', 'python-version': version })
    expect(both.jobs).toEqual({ model: 'failure' })
    expect(both.errors).toEqual(['python and python-version are both given; leave one of them out'])
    const missing = await run({ 'python-version': '3.99' })
    expect(missing.jobs).toEqual({ model: 'failure' })
    expect(missing.errors).toEqual(["The version '3.99' was not found"])
    expect(existsSync(cache)).toBe(false)
  },
  minutes,
)
