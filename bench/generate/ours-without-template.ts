import { join } from 'node:path'
import { renderApi } from '../../src/generator/api/render-api.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { renderPython } from '../../src/generator/python/render-python.ts'
import { renderGate } from '../../src/generator/scenarios/render-gate.ts'
import { indexOf, swapIn, withTemporaryFolder, writeTree } from '../../src/stages/generate/write-application.ts'
import { nodeFiles } from '../../src/system/node-files.ts'

/**
 * What `generate` does with a model that is too large for one template, without the template and the check by Python.
 */
const [folder, out] = process.argv.slice(2) as [string, string]
const { model, findings } = await readModel(nodeFiles, folder)
if (model === undefined) throw new Error(`${findings.length} findings`)
const resources = await loadResources(nodeFiles, '.')
const tree = new Map([
  ...renderPython(model, resources),
  ...renderApi(model, resources),
  ['gate.json', renderGate(model)] as const,
])
const app = join(out, 'app')
await withTemporaryFolder(nodeFiles, app, async (temporaryFolder) => {
  await writeTree(nodeFiles, join(temporaryFolder, 'app'), tree, indexOf(tree))
  await swapIn(nodeFiles, join(temporaryFolder, 'app'), app)
})
