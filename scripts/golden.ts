import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { generate } from '../src/generator/generate.ts'
import { loadResources } from '../src/generator/load-resources.ts'
import { readModel } from '../src/generator/model/read-model.ts'
import { nodeFiles } from '../src/system/node-files.ts'
import { packageRoot } from '../src/system/package-root.ts'
import { renderedExample } from '../test/support/rendered-example.ts'

/**
 * Writes the whole generated tree of the example, and the templates of the example pipeline, so that reviews show what
 * a change does. `--check` compares.
 */
const root = packageRoot()

async function generated(): Promise<ReadonlyMap<string, string>> {
  const { model, findings } = await readModel(nodeFiles, join(root, 'examples', 'parking'))
  if (!model) throw new Error(`the example has errors: ${JSON.stringify(findings)}`)
  return new Map(
    [...generate(model, await loadResources(nodeFiles, root))].filter(([path]) => !path.startsWith('layers/runtime/')),
  )
}

async function golden(name: string, tree: ReadonlyMap<string, string>, check: boolean): Promise<void> {
  const folder = join(root, 'test', 'golden', name)
  const present = new Set((await nodeFiles.kind(folder)) ? (await nodeFiles.walk(folder)).map(({ path }) => path) : [])
  const differing = [...present].filter((path) => !tree.has(path))
  for (const [path, text] of tree)
    if (!present.has(path) || (await readFile(join(folder, path), 'utf8')) !== text) differing.push(path)
  if (check) {
    if (differing.length === 0) return
    console.error(
      `${relative(root, folder)} is not what is rendered now: ${differing.sort().join(', ')}\nRun npm run golden, read the difference, and commit it.`,
    )
    process.exitCode = 1
    return
  }
  await rm(folder, { recursive: true, force: true })
  for (const [path, text] of tree) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

const check = process.argv.includes('--check')
await golden('parking', await generated(), check)
await golden('pipeline', await renderedExample(), check)
await golden('pipeline-cloudformation', await renderedExample('cloudformation'), check)
