import { expect, test } from '@jest/globals'
import { generate } from '../../src/generator/generate.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { exampleFiles, filesInMemory } from '../support/parking-model.ts'

const withCrlf = (bytes: Uint8Array): Uint8Array => Buffer.from(Buffer.from(bytes).toString().replaceAll('\n', '\r\n'))

test('a checkout with the line ends of Windows, of the model and of the toolkit, gives the same application', async () => {
  const windows = new Map([...(await exampleFiles())].map(([path, bytes]) => [path, withCrlf(bytes)]))
  const toolkit = {
    ...nodeFiles,
    readText: async (path: string) => (await nodeFiles.readText(path)).replaceAll('\n', '\r\n'),
  }
  const [fromUnix, fromWindows] = await Promise.all([
    readModel(filesInMemory(await exampleFiles()), 'model'),
    readModel(filesInMemory(windows), 'model'),
  ])

  expect(fromWindows.findings).toEqual(fromUnix.findings)
  expect([...generate(fromWindows.model!, await loadResources(toolkit, packageRoot()))]).toEqual([
    ...generate(fromUnix.model!, await loadResources(nodeFiles, packageRoot())),
  ])
})
