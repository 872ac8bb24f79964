import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeStage } from '../../src/core/run/describe.ts'
import { readInputs } from '../../src/core/run/run.ts'
import { generate } from '../../src/stages/generate/stage.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type PublishWorld, publishWorld } from './publish-world.ts'

let world: PublishWorld

beforeEach(() => {
  world = publishWorld()
})
afterEach(() => world.close())

function run(model: string, out: string, inputs: Readonly<Record<string, string>> = {}) {
  const given: Readonly<Record<string, string>> = { model, out, 'no-tests': 'true', ...inputs }
  return generate.run(readInputs(generate, describeStage(generate), { input: (name) => given[name] }), world.context)
}

test('the example reaches the backend repository, where its own check finds nothing to say', async () => {
  cpSync(join(packageRoot(), 'examples', 'parking'), world.model, { recursive: true })
  world.git(world.model, 'add', '-A')
  world.changeModel(world.git(world.model, 'show', ':config.xml'))
  const out = join(world.model, 'build', 'liftlock')
  const { tree, assistTree, files } = await run(world.model, out)
  const published = await world.publish({ source: join(out, 'app'), folder: 'app' })
  expect(published).toMatchObject({ outcome: 'succeeded', tree, written: files })
  const assist = await world.publish({ source: join(out, 'assist'), folder: 'liftlock' })
  expect(assist).toMatchObject({ outcome: 'succeeded', tree: assistTree })

  const clone = join(world.folder, 'clone')
  world.git(world.folder, 'clone', '--quiet', world.target, clone)
  cpSync(join(clone, 'liftlock'), join(clone, 'assist'), { recursive: true })
  expect(await run(world.model, clone, { check: 'true' })).toMatchObject({ outcome: 'no-changes', tree })
  expect(existsSync(join(clone, 'app', 'template.json'))).toBe(true)
  expect(await world.publish({ source: join(out, 'app'), folder: 'app' })).toMatchObject({ outcome: 'no-changes' })
}, 30_000)
