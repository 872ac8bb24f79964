import { afterAll, beforeAll, expect } from '@jest/globals'
import { localRunner, testOnRunner } from './local-runner.ts'
import { modelRepository } from './parking.ts'
import { openWorld, type Repository, type World } from './world.ts'

const minutes = 60_000
let world: World
let model: Repository

beforeAll(() => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  model = modelRepository(world)
  model.push('A model')
})
afterAll(() => world?.close())

testOnRunner(
  'a pull request is checked without secrets, and publishes nothing',
  async () => {
    const run = await model.run('pull_request')
    expect(run.jobs).toEqual({ 'generate/check': 'success', 'generate/ci-ok': 'success' })
    expect(run.code).toBe(0)
  },
  2 * minutes,
)
