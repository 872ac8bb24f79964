import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { generate } from '../../src/generator/generate.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import type { FileTree, Resources } from '../../src/generator/resources.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()
const golden = join(root, 'test', 'golden', 'parking')
let resources: Resources
let tree: FileTree

async function generated(): Promise<FileTree> {
  const { model } = await readModel(nodeFiles, join(root, 'examples', 'parking'))
  return generate(model!, resources)
}

beforeAll(async () => {
  resources = await loadResources(nodeFiles, root)
  tree = await generated()
})

test('the example gives exactly the files that are kept, byte by byte; npm run golden makes them anew', async () => {
  const kept = (await nodeFiles.walk(golden)).map(({ path }) => path)
  const made = [...tree.keys()].filter((path) => !path.startsWith('layers/runtime/'))
  expect(made).toEqual(kept)
  const differing = made.filter((path) => readFileSync(join(golden, path), 'utf8') !== tree.get(path))
  expect(differing).toEqual([])
})

test('the runtime in the tree is the runtime of the toolkit', () => {
  const copied = [...tree.keys()].filter((path) => path.startsWith('layers/runtime/'))
  expect(copied).toContain('layers/runtime/python/draftsman/ViewStoreApi.py')
  for (const path of copied)
    expect(tree.get(path)).toBe(resources.runtime.get(path.replace('layers/runtime/python/', '')))
})

test('the same model gives the same bytes', async () => {
  expect([...(await generated())]).toEqual([...tree])
})
