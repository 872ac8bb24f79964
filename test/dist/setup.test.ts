import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'
import { builtEntries } from '../support/action-process.ts'

/** The parts of `actions/setup`, each started as the runner starts it; test/act has the whole. */
const action = join(packageRoot(), 'actions', 'setup')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-setup-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function prepare(step: 'find' | 'make', inputs: Readonly<Record<string, string>>) {
  const [output, path] = ['output', 'path'].map((name) => {
    writeFileSync(join(folder, name), '')
    return join(folder, name)
  }) as [string, string]
  const env = { PATH: process.env.PATH, HOME: folder, GITHUB_OUTPUT: output, GITHUB_PATH: path, ...inputs }
  const args = [join(builtEntries, 'setup.js'), step]
  const { status, stdout } = spawnSync(process.execPath, args, { env, cwd: folder, encoding: 'utf8' })
  const errors = stdout.split('\n').filter((line) => line.startsWith('::error'))
  return { status, stdout, errors, output: readFileSync(output, 'utf8'), path: readFileSync(path, 'utf8') }
}

/** Answers as a Python of that version does; whatever else it is asked, it fails. */
function fakePython(version: string, fits: 'True' | 'False' = 'True'): string {
  const path = join(folder, `python-${version}`)
  writeFileSync(
    path,
    `#!/bin/sh
case "$4" in
  *version_info*) echo '${fits}|${version}|/opt|/opt/bin/python' ;;
  *get_platform*) echo 'linux-x86_64-glibc-2.36' ;;
  *) exit 1 ;;
esac
`,
  )
  chmodSync(path, 0o755)
  return path
}

const values = (output: string) =>
  Object.fromEntries(output.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)))

test('it finds the Python, and names the cache folder that the toolkit uses', () => {
  const { status, output } = prepare('find', { SETUP_PYTHON: fakePython('3.12.4') })
  expect(status).toBe(0)
  expect(values(output)).toMatchObject({
    python: '/opt/bin/python',
    version: '3.12.4',
    cache: join(folder, '.cache', 'liftlock'),
    packages: '',
    key: '',
  })
})

test('the folder of a later step counts here too, and a relative one lies in the workspace', () => {
  const python = fakePython('3.12.4')
  const [byVariable, byInput] = [{ LIFTLOCK_CACHE: '/var/kept' }, { SETUP_CACHE: 'kept' }].map((given) =>
    values(prepare('find', { SETUP_PYTHON: python, ...given }).output),
  )
  expect(byVariable!.cache).toBe('/var/kept')
  expect(byInput!.cache).toBe(join(folder, 'kept'))
})

test('packages are kept under what decides which of them fit', () => {
  const key = (version: string) => {
    const inputs = { SETUP_PYTHON: fakePython(version), SETUP_CACHE: '/kept', SETUP_KEEP_PACKAGES: 'true' }
    return values(prepare('find', inputs).output)
  }
  const { key: first, packages } = key('3.12.4')
  expect(first).toMatch(/^liftlock-packages-linux-x86_64-glibc-2\.36-3\.12\.4-[0-9a-f]{16}$/)
  expect(packages).toBe(`/kept/packages/${first!.slice(-16)}`)
  expect(key('3.12.5').key).not.toBe(first)
})

test('an environment that is there already needs no packages', () => {
  const inputs = { SETUP_PYTHON: fakePython('3.12.4'), SETUP_CACHE: join(folder, 'kept'), SETUP_KEEP_PACKAGES: 'true' }
  const { packages } = values(prepare('find', inputs).output)
  const python = join(folder, 'kept', `python-${packages!.slice(-16)}`, 'bin', 'python')
  mkdirSync(dirname(python), { recursive: true })
  writeFileSync(python, '')
  expect(values(prepare('find', inputs).output)).toMatchObject({ packages: '', key: '' })
  const { status, path: added } = prepare('make', inputs)
  expect(status).toBe(0)
  expect(added).toMatch(/^\S+\/actions\/setup\/bin\n$/)
})

test('a Python that is too old is named with its version, and the inputs that help', () => {
  const { status, errors } = prepare('find', { SETUP_PYTHON: fakePython('3.10.9', 'False') })
  expect(status).toBe(1)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain('Python 3.11 or newer is needed')
  expect(errors[0]).toContain('python-3.10.9 is 3.10.9')
  expect(errors[0]).toContain('Next: install Python 3.11 or newer, or name one with the input python, or a version')
  expect(errors[0]).toContain('Reason: python-missing')
})

test.each(['no-such-python', "python3'; touch stolen; '"])('%s is no Python, and nothing of it is run', (python) => {
  const { status, errors, output } = prepare('find', { SETUP_PYTHON: python })
  expect(status).toBe(1)
  expect(errors).toEqual([expect.stringContaining('does not start')])
  expect(output).toBe('')
  expect(existsSync(join(folder, 'stolen'))).toBe(false)
})

test('a cache folder with a line break cannot add outputs', () => {
  const inputs = { SETUP_PYTHON: fakePython('3.12.4'), SETUP_CACHE: 'a\npython=/tmp/evil' }
  const { status, errors, output } = prepare('find', inputs)
  expect(status).toBe(2)
  expect(errors).toEqual([expect.stringContaining('line break')])
  expect(output).toBe('')
})

test('whether packages are kept is true or false', () => {
  const { status, errors } = prepare('find', { SETUP_PYTHON: fakePython('3.12.4'), SETUP_KEEP_PACKAGES: 'yes' })
  expect(status).toBe(2)
  expect(errors).toEqual([expect.stringContaining('keep-packages is "yes"')])
})

test('a folder that cannot be written is named, with the input that helps', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const { status, errors, path } = prepare('make', { SETUP_PYTHON: fakePython('3.12.4'), SETUP_CACHE: file })
  expect(status).toBe(2)
  expect(errors).toEqual([expect.stringContaining(`${file} cannot be written`)])
  expect(errors[0]).toContain('with the input cache')
  expect(path).toBe('')
})

test('a Python without the venv module is said to lack it', () => {
  const { status, errors } = prepare('make', { SETUP_PYTHON: fakePython('3.12.4'), SETUP_CACHE: join(folder, 'kept') })
  expect(status).toBe(1)
  expect(errors).toEqual([expect.stringContaining('cannot make a virtual environment')])
})

test('a runner without node is told so', () => {
  const { steps } = parse(readFileSync(join(action, 'action.yml'), 'utf8')).runs as {
    steps: { name?: string; run: string }[]
  }
  const { run } = steps.find(({ name }) => name === 'Node')!
  const { status, stdout } = spawnSync('/bin/bash', ['-e', '-c', run], { env: { PATH: folder }, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stdout).toMatch(/^::error title=setup::there is no node .*install Node/)
})

test('the folder on the PATH has the command line of this very toolkit, and nothing else', () => {
  expect(readdirSync(join(action, 'bin'))).toEqual(['liftlock'])
  const { status, stdout } = spawnSync('liftlock', ['--version'], {
    env: { PATH: `${join(action, 'bin')}:${process.env.PATH}` },
    cwd: folder,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  expect(stdout).toMatch(/^liftlock \d+\.\d+\.\d+, Node /)
})
