import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'

const action = join(packageRoot(), 'actions', 'setup')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-setup-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the one step of the composite action as the runner does. */
function setup(python: string, cache: string) {
  const [step] = parse(readFileSync(join(action, 'action.yml'), 'utf8')).runs.steps as { run: string; shell: string }[]
  const output = join(folder, 'output')
  writeFileSync(output, '')
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GITHUB_ACTION_PATH: action,
    GITHUB_OUTPUT: output,
    PYTHON: python,
    CACHE: cache,
  }
  const { status, stdout } = spawnSync(step!.shell, ['-c', step!.run], { env, cwd: folder, encoding: 'utf8' })
  return { status, stdout, output: readFileSync(output, 'utf8') }
}

function fakePython(version: string): string {
  const path = join(folder, `python-${version}`)
  writeFileSync(path, `#!/bin/sh\nprintf '/opt/python\\n${version}\\n'\n`)
  chmodSync(path, 0o755)
  return path
}

test('it finds the Python, and names the cache folder that the toolkit uses', () => {
  const { status, output } = setup(fakePython('3.12.4'), '')
  expect(status).toBe(0)
  expect(output).toBe(`python=/opt/python\nversion=3.12.4\ncache=${join(folder, '.cache', 'liftlock')}\n`)
})

test('a Python that is too old is named with its version', () => {
  const { status, stdout } = setup(fakePython('3.10.9'), '')
  expect(status).toBe(1)
  expect(stdout).toContain('::error title=setup::/opt/python is Python 3.10.9, and Liftlock needs 3.11 or newer')
})

test.each(['no-such-python', "python3'; touch stolen; '"])('%s is no Python, and nothing of it is run', (python) => {
  const { status, stdout } = setup(python, '')
  expect(status).toBe(1)
  expect(stdout).toContain('does not start')
  expect(() => readFileSync(join(folder, 'stolen'))).toThrow()
})

test('a cache folder with a line break cannot add outputs', () => {
  const { status, output } = setup(fakePython('3.12.4'), 'a\npython=/tmp/evil')
  expect(status).toBe(1)
  expect(output).toBe('')
})
