import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { managed } from '../../src/generator/assist/prepared-statements.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { app, modelRepository } from './parking.ts'
import { openWorld, type Repository, type World } from './world.ts'

/** Which runs publish, what to, and on whose word. The tests follow one another. */
const minutes = 60_000
let world: World
let [model, backend, gui]: Repository[] = []

beforeAll(() => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  model = modelRepository(world)
  model.push('A model')
  backend = world.repository('parking-backend', { 'README.md': 'Written by hand.\n' })
  gui = world.repository('parking-gui', { 'index.html': '<!doctype html>\n' })
  for (const target of [backend, gui]) target.push('By hand')
})
afterAll(() => world?.close())

const checked = { 'generate/check': 'success', 'generate/ci-ok': 'success' }
const published = { ...checked, 'generate/publish (backend)': 'success', 'generate/publish (gui)': 'success' }
/** The runner has one result for all targets of a job, so what it says of the other is no news. */
const backendRefused = {
  'generate/check': 'success',
  'generate/publish (backend)': 'failure',
  'generate/ci-ok': 'failure',
}
const refused = { ...backendRefused, 'generate/publish (gui)': 'failure' }

/** The commits of the model that the two targets name. */
const modelsOf = () =>
  [backend, gui].map((target) => {
    target!.pull()
    return /Liftlock-Model: acme\/parking@(\w+)/.exec(target!.git('log', '-1', '--format=%B'))?.[1]
  })

/** Another generator, as far as the files for the user interface go. */
async function changeAssist(from: string, to: string): Promise<void> {
  const chunks = join(world.folder, 'toolkit', 'dist', 'chunks')
  const [chunk] = readdirSync(chunks)
    .map((name) => join(chunks, name))
    .filter((path) => readFileSync(path, 'utf8').includes(from))
  writeFileSync(chunk!, readFileSync(chunk!, 'utf8').replaceAll(from, to))
}

testOnRunner(
  'GUI-assist files that are not those of the check are published nowhere',
  async () => {
    const happens = () => changeAssist(managed, 'Managed by somebody else.')
    const run = await model!.run('push', { ...app, between: { after: 'generate/check', happens } })
    await changeAssist('Managed by somebody else.', managed)
    expect(run.jobs).toEqual(refused)
    const { 'generate/check': tested, 'generate/publish (gui)': made } = run.outputs
    expect(made!.tree).toBe(tested!.tree)
    expect(made!['assist-tree']).not.toBe(tested!['assist-tree'])
    expect(modelsOf()).toEqual([undefined, undefined])
  },
  2 * minutes,
)

testOnRunner(
  'a tag that is called like the default branch publishes nothing',
  async () => {
    const run = await model!.run('push', { ...app, event: { ref: 'refs/tags/main' } })
    expect(run.jobs).toEqual(checked)
    expect(modelsOf()).toEqual([undefined, undefined])
  },
  2 * minutes,
)

testOnRunner(
  'a key is used for its own repository only, also when the other has none',
  async () => {
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nkey+of/the+gui==?~\n-----END OPENSSH PRIVATE KEY-----'
    const { outputs } = await model!.run('push', { secrets: { LIFTLOCK_GUI_KEY: key } })
    // Without a credential the way is the runner's git, which this machine lets in; by ssh nobody is known here.
    expect(outputs['generate/publish (backend)']).toMatchObject({ outcome: 'succeeded', branch: 'main' })
    expect(outputs['generate/publish (gui)']).toMatchObject({ outcome: 'failed' })
    expect(modelsOf()).toEqual([model!.head(), undefined])
  },
  2 * minutes,
)

testOnRunner(
  'after its history was rewritten a model is published once somebody says so by hand, and never by a push',
  async () => {
    expect((await model!.run('push', app)).jobs).toEqual(published)
    const before = modelsOf()
    model!.write({ 'lib/Extra.py': 'NUMBER = 1\n' })
    model!.git('add', '-A')
    model!.git('commit', '-q', '--amend', '-m', 'Another history')
    model!.git('push', '-q', '--force', 'origin', 'HEAD:main')
    const rewritten = model!.head()

    const pushed = await model!.run('push', app)
    expect(pushed.jobs).toMatchObject(backendRefused)
    expect(pushed.outputs['generate/publish (backend)']!['failure-reason']).toBe('model-history-unknown')
    expect(pushed.errors.join('\n')).toContain(
      'run once with the input accept-rewritten-model; the workflow of the model has that input',
    )
    const unsaid = await model!.run('workflow_dispatch', { ...app, inputs: { 'accept-rewritten-model': 'false' } })
    expect(unsaid.jobs).toMatchObject(backendRefused)
    expect(modelsOf()).toEqual(before)

    const said = await model!.run('workflow_dispatch', { ...app, inputs: { 'accept-rewritten-model': 'true' } })
    expect(said.errors).toEqual([])
    expect(said.jobs).toEqual(published)
    expect(modelsOf()[0]).toBe(rewritten)
  },
  3 * minutes,
)
