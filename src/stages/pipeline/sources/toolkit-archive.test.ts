import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deliveryExample, pinnedExample } from '../../../../test/support/rendered-example.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { writeTree } from '../../../../test/support/write-tree.ts'
import { filesIn } from '../../../../test/support/zip-contents.ts'
import { nodeProcesses } from '../../../system/node-processes.ts'
import { toolkitArchive } from './toolkit-archive.ts'

let contents: Readonly<Record<string, string>>
let unpacked: Awaited<ReturnType<typeof writeTree>>
beforeAll(async () => {
  contents = await filesIn((await toolkitArchive(testContext(), deliveryExample)).body)
  unpacked = await writeTree({ ...contents, 'liftlock.yml': pinnedExample() })
})
afterAll(() => unpacked?.remove())

/** Runs the command line of the archive, as an action of the pipeline does. */
async function run(...args: string[]) {
  const program = join(unpacked.folder, 'liftlock', 'dist', 'liftlock.js')
  return nodeProcesses(new AbortController().signal).run(process.execPath, [program, ...args], { cwd: unpacked.folder })
}

test('the archive depends on the toolkit and the configuration alone', async () => {
  const again = await toolkitArchive(testContext(), join(deliveryExample, 'liftlock.yml'))
  const first = await toolkitArchive(testContext(), deliveryExample)
  const other = await writeTree({ 'liftlock.yml': 'application: other\n', 'samconfig.toml': 'version = 0.1\n' })
  const changed = await toolkitArchive(testContext(), other.folder)
  await other.remove()

  expect(again.sha256).toBe(first.sha256)
  expect(changed.sha256).not.toBe(first.sha256)
  expect(changed.count).toBe(first.count + 1)
})

test('the configuration lies beside the folder of the toolkit, which has nothing for developers', () => {
  const paths = Object.keys(contents)
  expect(contents['liftlock.yml']).toContain('application: parking-desk')
  expect(paths.filter((path) => !path.startsWith('liftlock/'))).toEqual(['liftlock.yml'])
  expect(
    paths.filter((path) =>
      /\.test\.|\/tests?\/|\.map$|__pycache__|node_modules|runtime\/ministack|biome|tsconfig|\/src\//.test(path),
    ),
  ).toEqual([])
})

test.each(['deploy', 'quality-gate', 'promote', 'pipeline render'])(
  'the unpacked command line runs %s without anything else',
  async (command) => {
    const { exitCode, stdout } = await run(...command.split(' '), '--help')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`liftlock ${command}`)])
  },
  60_000,
)

test('the unpacked command line explains failures and renders the pipeline of its configuration', async () => {
  expect(await run('explain', 'plan-changed')).toMatchObject({ exitCode: 0 })
  expect(await run('explain', 'P-01')).toMatchObject({ exitCode: 0 })
  expect(await run('pipeline', 'render', '--out', 'rendered', '--json')).toMatchObject({ exitCode: 0 })
}, 60_000)

test('the unpacked archive has the handler of Lambda where the example of a function names it', async () => {
  const template = await testContext().files.readText(join('examples', 'pipelines', 'function', 'template.yaml'))
  const [, module, name] = /^ +Handler: (.+)\.(\w+)$/m.exec(template)!
  const program = `import(${JSON.stringify(`./${module}.js`)}).then((all) => console.log(typeof all.${name}))`
  const processes = nodeProcesses(new AbortController().signal)
  const ran = await processes.run(process.execPath, ['--eval', program], { cwd: unpacked.folder })
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'function\n' })
  expect(contents['liftlock.yml']).toBeDefined()
}, 60_000)

test('a toolkit that was never built is one clear error', async () => {
  const bare = await writeTree({ 'package.json': '{"name":"liftlock"}', LICENSE: '', 'actions/README.md': '' })
  const context = testContext()
  const failed = toolkitArchive({ ...context, folders: { ...context.folders, toolkit: bare.folder } }, deliveryExample)
  await expect(failed).rejects.toMatchObject({ reason: 'file-missing' })
  await bare.remove()
})
