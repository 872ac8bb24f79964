import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { startTokenService, type TokenService } from '../support/token-service.ts'
import { expectNoSecret } from './expect-no-secret.ts'
import { type LocalAws, startLocalAws } from './local-aws.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { app, modelRepository, parkingEnvironments } from './parking.ts'
import { appTokenFor } from './stand-ins.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, type World } from './world.ts'

/*
 * The whole way: model repository, backend and GUI repositories, package, staging, gate, production. Each repository is set
 * up by copying one starter. The tests follow one another, as a day of work does.
 */
const minutes = 60_000
let world: World
let aws: LocalAws
let tokens: TokenService
let [model, backend, gui]: Repository[] = []

beforeAll(async () => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  tokens = await startTokenService('repo:acme/parking-backend:environment:staging')
  aws = await startLocalAws(world.folder, 'parking-desk')
  tokens.secret = aws.local.secretAccessKey
  Object.assign(world.environment, aws.environment, tokens.environment)
  model = modelRepository(world)
  backend = world.repository('parking-backend', {
    'liftlock.yml': parkingEnvironments,
    'README.md': 'Written by hand.\n',
    '.github/workflows/deliver.yml': starter('backend.yml'),
    '.github/workflows/promote.yml': starter('promote.yml'),
  })
  backend.push('Set up delivery')
  gui = world.repository('parking-gui', { 'index.html': '<!doctype html>\n' })
  gui.push('A page')
}, 2 * minutes)

afterAll(async () => {
  await Promise.all([aws?.close(), tokens?.stop()])
  world?.close()
}, minutes)

const published = {
  'generate/check': 'success',
  'generate/publish (backend)': 'success',
  'generate/publish (gui)': 'success',
  'generate/ci-ok': 'success',
}
const verified = { 'deliver/package': 'success', 'verify/deploy': 'success', 'verify/gate': 'success' }
const dispatch = (inputs: Readonly<Record<string, string>>) =>
  backend!.run('workflow_dispatch', { inputs: { release: '', 'release-of': '', environment: 'production', ...inputs } })

/** Pushes a change of the model, and brings its application into the checkout of the backend repository. */
async function publish(message: string): Promise<string> {
  const commit = model!.push(message)
  const run = await model!.run('push', app)
  expect(run.errors).toEqual([])
  backend!.pull()
  return commit
}

const secrets = () => [
  ...['parking-backend', 'parking-gui'].map((name) => appTokenFor(`acme/${name}`)),
  ...app.secrets.LIFTLOCK_APP_PRIVATE_KEY.split('\n'),
  tokens.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  ...tokens.tokens,
]

testOnRunner(
  'a push of the model brings the application to the backend repository and the GUI-assist files to the other',
  async () => {
    const commit = model!.push('A model')
    const run = await model!.run('push', app)
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual(published)
    expectNoSecret(run, world, secrets())
    backend!.pull()
    expect(backend!.git('log', '-1', '--format=%B')).toContain(`Liftlock-Model: acme/parking@${commit}`)
    expect(existsSync(join(backend!.folder, 'app', 'template.json'))).toBe(true)
    expect(readFileSync(join(backend!.folder, 'README.md'), 'utf8')).toBe('Written by hand.\n')
    gui!.pull()
    expect(gui!.git('log', '-1', '--format=%B')).toContain(`Liftlock-Model: acme/parking@${commit}`)
    expect(gui!.git('ls-files')).toMatch(
      /^index\.html\nliftlock\/\.liftlock\/generated\.json\nliftlock\/form-definitions\//,
    )
  },
  2 * minutes,
)

testOnRunner(
  'the backend repository takes it to staging, through the gate, and to production, with a role for each account',
  async () => {
    const run = await backend!.run('push')
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ ...verified, 'promote/plan': 'success', 'promote/execute': 'success' })
    const release = run.outputs['deliver/package']!.release!
    expect(run.outputs['verify/gate']).toMatchObject({ release, events: '4/4', views: '2/2' })
    expect(run.outputs['promote/plan']).toMatchObject({ release, outcome: 'succeeded' })
    expect(run.outputs['promote/execute']!['stack-id']).toContain(':222222222222:stack/parking-desk/')
    const summaries = run.summaries.join('\n')
    expect(summaries).toMatch(
      /^## · promote production: plan [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} waits for approval: 0 changed, \d+ added, 0 removed$/m,
    )
    expect(summaries).toMatch(/^\| done \|\s+\| done \|\s+\| passed \|\s+\| \*\*planned\*\* \|$/m)
    expect(summaries).toMatch(/\[artifacts of this run\]\(\S+\/actions\/runs\/\d+#artifacts\)/)
    expect(tokens.tokens.length).toBeGreaterThanOrEqual(5)
    expect(Object.keys(world.artifacts())).toContainEqual(expect.stringMatching(/quality-gate-staging.*\.html$/))
    expectNoSecret(run, world, secrets())
  },
  3 * minutes,
)

testOnRunner(
  'a model that changes nothing is not committed again, and an empty plan asks nobody',
  async () => {
    const before = backend!.head()
    model!.write({ 'NOTES.md': 'Only a note.\n' })
    await publish('A note')
    expect(backend!.head()).toBe(before)
    const run = await backend!.run('push')
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ ...verified, 'promote/plan': 'success' })
    expect(run.outputs['promote/plan']!.outcome).toBe('no-changes')
  },
  3 * minutes,
)

testOnRunner(
  'what runs in staging is promoted by hand',
  async () => {
    backend!.edit('.github/workflows/deliver.yml', '    with:\n      production: production\n', '')
    backend!.push('Promote by hand')
    model!.write({ 'lib/Extra.py': 'NUMBER = 1\n' })
    await publish('Another module')
    const delivered = await backend!.run('push')
    expect(delivered.errors).toEqual([])
    expect(delivered.jobs).toEqual(verified)
    const promoted = await dispatch({ 'release-of': 'staging' })
    expect(promoted.errors).toEqual([])
    expect(promoted.jobs).toEqual({ 'promote/plan': 'success', 'promote/execute': 'success' })
    expect(promoted.outputs['promote/execute']!.release).toBe(delivered.outputs['deliver/package']!.release)
  },
  3 * minutes,
)

testOnRunner(
  'a release that the gate refuses stays out of production, by push and by hand, and its line of the model is linked',
  async () => {
    // Nothing lies where it did: neither the model in its repository, nor the application in its own.
    const top = model!
      .git('ls-files')
      .split('\n')
      .map((path) => path.split('/')[0]!)
    mkdirSync(join(model!.folder, 'models', 'parking'), { recursive: true })
    for (const name of new Set(top)) if (!/^(\.github)?$/.test(name)) model!.git('mv', name, `models/parking/${name}`)
    const moved = 'with:\n      model: models/parking\n      backend-folder: service'
    model!.edit('.github/workflows/model.yml', 'with:', moved)
    const scenario = 'models/parking/scenarios/ParkCar.xml'
    model!.edit(scenario, 'name="taken" type="Int" value="1"', 'name="taken" type="Int" value="9"')
    const commit = await publish('A wrong expectation')
    backend!.edit(
      '.github/workflows/deliver.yml',
      'actions: read',
      'actions: read\n    with: { source: service, query-timeout: 5 } #',
    )
    backend!.push('Less patience')
    const run = await backend!.run('push')
    expect(run.jobs).toEqual({ ...verified, 'verify/gate': 'failure' })
    expect(run.outputs['verify/gate']).toMatchObject({ outcome: 'rejected', 'failure-reason': 'gate-failed' })
    expect(run.errors[0]).toMatch(/not as expected after 5 s and \d+ tries\n *expected taken = 9, got 1/)
    const line = /in the model: scenarios\/ParkCar\.xml:(\d+)/.exec(run.errors[0]!)![1]
    expect(run.errors[0]).toContain(`https://github.com/acme/parking/blob/${commit}/${scenario}#L${line}`)
    expect(run.text).toMatch(/"command":"error"[^\n]*"file":"service\/gate\.json"/)
    expect(readFileSync(join(model!.folder, scenario), 'utf8').split('\n')[Number(line) - 1]).toContain('value="9"')
    expectNoSecret(run, world, secrets())
    const promoted = await dispatch({ release: run.outputs['deliver/package']!.release! })
    expect(promoted.jobs).toEqual({ 'promote/plan': 'failure' })
    expect(promoted.outputs['promote/plan']).toMatchObject({ outcome: 'rejected', 'failure-reason': 'evidence-failed' })
    model!.edit(scenario, 'name="taken" type="Int" value="9"', 'name="taken" type="Int" value="1"')
  },
  3 * minutes,
)

testOnRunner(
  // One that nobody knows is in gone.test.ts.
  'a release that no gate has seen does not reach the reviewers',
  async () => {
    model!.write({ 'models/parking/lib/Extra.py': 'NUMBER = 2\n' })
    await publish('Another number')
    backend!.edit('.github/workflows/deliver.yml', 'query-timeout: 5', 'gate: false')
    const { jobs, outputs } = await backend!.run('push')
    expect(jobs).toEqual({ 'deliver/package': 'success', 'verify/deploy': 'success' })
    const untested = await dispatch({ release: outputs['deliver/package']!.release! })
    expect(untested.jobs).toEqual({ 'promote/plan': 'failure' })
    expect(untested.outputs['promote/plan']!['failure-reason']).toBe('evidence-missing')
  },
  3 * minutes,
)
