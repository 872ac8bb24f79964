import { join } from 'node:path'
import { pageTopics } from '../../src/core/text/topics.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { writeTree } from './write-tree.ts'

/** What the archive for a pipeline needs besides the policies of the actions. */
const parts = [
  'LICENSE',
  'dist/LICENSES.txt',
  'dist/chunks/chunk.js',
  'dist/lambda.js',
  'dist/liftlock.js',
  'docs/errors.md',
  'docs/rules.md',
  ...Object.values(pageTopics),
  'runtime/check/it',
  'runtime/isolation/it',
  'runtime/python/draftsman/it',
  'runtime/requirements.txt',
  'templates/it',
]

/** A folder like that of this toolkit, with its policies and small files: packing it takes no time. */
export async function smallToolkit() {
  const root = packageRoot()
  const actions = await nodeFiles.walk(join(root, 'actions'))
  const copied = ['package.json', ...actions.map(({ path }) => `actions/${path}`).filter((path) => /policy/.test(path))]
  const contents = await Promise.all(copied.map((path) => nodeFiles.readText(join(root, path))))
  return writeTree({
    ...Object.fromEntries(parts.map((path) => [path, path])),
    ...Object.fromEntries(copied.map((path, index) => [path, contents[index]!])),
  })
}
