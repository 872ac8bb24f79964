import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { localRunner, testOnRunner } from './local-runner.ts'
import { app, modelRepository } from './parking.ts'
import { openWorld, type Repository, type World } from './world.ts'

/**
 * The model repository when something is wrong, and when many push at once. What else a publication refuses, such as an edit by
 * hand, is tested with the stage itself (test/publishing).
 */
const minutes = 60_000
let world: World
let [model, backend]: Repository[] = []

beforeAll(() => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  model = modelRepository(world, { gui: false })
  model.push('A model')
  backend = world.repository('parking-backend', { 'README.md': 'Written by hand.\n' })
  backend.push('A note')
})
afterAll(() => world?.close())

const published = { 'generate/check': 'success', 'generate/publish (backend)': 'success', 'generate/ci-ok': 'success' }

function modelOfBackend(): string {
  backend!.pull()
  return /Liftlock-Model: acme\/parking@(\w+)/.exec(backend!.git('log', '-1', '--format=%B'))?.[1] ?? ''
}

testOnRunner(
  'a unit test that fails is a red check at its line of the model, and nothing is published',
  async () => {
    model!.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 100.0')
    model!.push('A rate that the unit tests refuse')
    const run = await model!.run('push', app)
    expect(run.jobs).toEqual({ 'generate/check': 'failure', 'generate/ci-ok': 'failure' })
    expect(run.outputs['generate/check']!['failure-reason']).toBe('unit-tests-failed')
    expect(run.text).toMatch(/"kvPairs":\{[^}]*"file":"[^"]+\.xml"[^}]*"line":"\d+"/)
    expect(modelOfBackend()).toBe('')
    model!.edit('lib/Pricing.py', 'MINIMUM_RATE = 100.0', 'MINIMUM_RATE = 1.0')
  },
  2 * minutes,
)

testOnRunner(
  'a model that arrives late does not overwrite a newer one, and its run is green',
  async () => {
    const older = model!.push('The first')
    model!.write({ 'lib/Extra.py': 'NUMBER = 0\n' })
    const newer = model!.push('The second')
    expect((await model!.run('push', app)).jobs).toEqual(published)
    const late = await world.checkoutAt(model!, older).run('push', app)
    expect(late.jobs).toEqual(published)
    expect(late.outputs['generate/publish (backend)']!.outcome).toBe('superseded')
    expect(late.errors.filter((message) => message.startsWith('publish:'))).toEqual([])
    expect(modelOfBackend()).toBe(newer)
  },
  2 * minutes,
)

testOnRunner(
  'four pushes at once lose nothing: the newest model is published in the end',
  async () => {
    const commits = [1, 2, 3, 4].map((number) => {
      model!.write({ 'lib/Extra.py': `NUMBER = ${number}\n` })
      return model!.push(`Change ${number}`)
    })
    const runs = await Promise.all(commits.map((commit) => world.checkoutAt(model!, commit).run('push', app)))
    expect(runs.map(({ jobs }) => jobs)).toEqual(commits.map(() => published))
    const outcomes = runs.map(({ outputs }) => outputs['generate/publish (backend)']!.outcome)
    expect(outcomes.at(-1)).toBe('succeeded')
    for (const outcome of outcomes) expect(['succeeded', 'superseded']).toContain(outcome)
    expect(modelOfBackend()).toBe(commits.at(-1))
  },
  3 * minutes,
)

testOnRunner(
  'a branch that is protected refuses the push with one message, and has what it had',
  async () => {
    const before = modelOfBackend()
    const hook = join(world.remotes, 'acme', 'parking-backend.git', 'hooks', 'pre-receive')
    writeFileSync(hook, '#!/bin/sh\necho "GH006: Protected branch update failed for refs/heads/main." >&2\nexit 1\n')
    chmodSync(hook, 0o755)
    model!.write({ 'lib/Extra.py': 'NUMBER = 8\n' })
    model!.push('For a protected branch')
    const run = await model!.run('push', app)
    rmSync(hook)
    expect(run.jobs).toEqual({
      'generate/check': 'success',
      'generate/publish (backend)': 'failure',
      'generate/ci-ok': 'failure',
    })
    expect(run.outputs['generate/publish (backend)']).toMatchObject({
      outcome: 'rejected',
      'failure-reason': 'branch-protected',
    })
    expect(run.errors.filter((message) => message.startsWith('publish:'))).toHaveLength(1)
    expect(modelOfBackend()).toBe(before)
  },
  2 * minutes,
)
