import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { testPython } from '../../test/support/ministack.ts'
import { tinyRequirement, tinyWheel as wheel, wheelOfTiny } from '../../test/support/tiny-wheel.ts'
import { zipOf } from '../../test/support/zip.ts'
import type { Processes } from '../core/ports/processes.ts'
import { installPackages } from './install-packages.ts'
import { nodeProcesses } from './node-processes.ts'

// Each test starts pip several times, with a folder of this machine as its index.
jest.setTimeout(180_000)

const real = nodeProcesses(new AbortController().signal)
let folder: string
let python: string
let pip: readonly [string, ...string[]]
let library: string
let requirements: string
let bytes: Uint8Array

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-packages-'))
  execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, 'environment')])
  python = join(folder, 'environment', 'bin', 'python')
  pip = [await testPython(), '-I', '-m', 'pip', '--python', python]
  const where = 'import sysconfig; print(sysconfig.get_path("purelib"))'
  library = execFileSync(python, ['-c', where], { encoding: 'utf8' }).trim()
  bytes = await wheelOfTiny()
  requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, tinyRequirement(bytes))
}, 60_000)
beforeEach(() => {
  for (const name of ['index', 'packages']) rmSync(join(folder, name), { recursive: true, force: true })
  uninstall()
  mkdirSync(join(folder, 'index', 'tiny'), { recursive: true })
  writeFileSync(join(folder, 'index', 'tiny', wheel), bytes)
  writeFileSync(join(folder, 'index', 'tiny', 'index.html'), `<a href="${wheel}">${wheel}</a>`)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** pip as it runs here, but for the index (Python Packaging User Guide, "Simple repository API"). */
const processes: Pick<Processes, 'run'> = {
  run: (command, args, options) =>
    real.run(command, args, {
      ...options,
      environment: { PIP_INDEX_URL: `file://${folder}/index`, PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null' },
    }),
}

const packages = () => join(folder, 'packages')
const installed = () => existsSync(join(library, 'tiny.py'))

/** As pip does it, which takes a second each time. */
function uninstall(): void {
  for (const name of readdirSync(library).filter((name) => name.startsWith('tiny')))
    rmSync(join(library, name), { recursive: true })
}

async function install(kept?: string): Promise<readonly string[]> {
  const said: string[] = []
  await installPackages({ pip, requirements, processes, packages: kept, onUnusable: (text) => said.push(text) })
  return said
}

test('packages are kept as they were downloaded, and the index is not asked for them again', async () => {
  expect(await install(packages())).toEqual([])
  expect(readdirSync(packages())).toEqual([wheel])
  rmSync(join(folder, 'index', 'tiny', wheel))
  uninstall()
  expect(await install(packages())).toEqual([])
  expect(installed()).toBe(true)
})

test('nothing is kept where no folder is named', async () => {
  await install()
  expect(installed()).toBe(true)
  expect(existsSync(packages())).toBe(false)
})

test('a kept package with other bytes is not installed but fetched again, and that is said', async () => {
  mkdirSync(packages())
  writeFileSync(join(packages(), wheel), await zipOf({ 'tiny.py': 'name = "stolen"\n' }))
  expect(await install(packages())).toEqual([expect.stringContaining('DO NOT MATCH THE HASHES')])
  expect(execFileSync(python, ['-c', 'import tiny; print(tiny.name)'], { encoding: 'utf8' })).toBe('tiny\n')
  expect(await install(packages())).toEqual([])
})

test('what cannot be had leaves nothing that looks kept', async () => {
  rmSync(join(folder, 'index', 'tiny', wheel))
  await expect(install(packages())).rejects.toMatchObject({
    reason: 'dependency-unavailable',
    message: expect.stringMatching(/cannot be installed: .*No such file.*tiny/),
  })
  expect(readdirSync(folder).filter((name) => name.startsWith('packages'))).toEqual([])
})
