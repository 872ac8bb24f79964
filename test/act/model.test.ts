import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, type World } from './world.ts'

const minutes = 60_000
let world: World
let model: Repository

beforeAll(() => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  model = world.repository('parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), model.folder, { recursive: true })
  model.write({ '.github/workflows/model.yml': starter('model.yml') })
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
