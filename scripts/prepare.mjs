// Installs the packages of package-lock.json, and a Python environment for the tests. Runs before anything is
// installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 20)) fail(`Node 20.20 or newer is needed, and this is ${process.version}`)

/** Runs a command in the repository and returns its exit code; 127 if the command is missing. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  return error ? 127 : (status ?? 1)
}

/** Installs the locked packages if the lock file is newer than the installed ones. */
export function preparePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const mark = join(root, 'node_modules', '.liftlock-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  console.log('installing packages …')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if (run('npm', ['ci', ...flags]) !== 0) fail('npm ci failed; the first run needs the npm registry')
  writeFileSync(mark, lock)
}

/** The Python of a virtual environment with test/requirements.txt, created once in the user's cache. */
export function preparePython() {
  const base = findPython()
  const requirements = readFileSync(join(root, 'test', 'requirements.txt'), 'utf8')
  const digest = createHash('sha256').update(`${base.version}\n${requirements}`).digest('hex').slice(0, 16)
  const cache = process.env.LIFTLOCK_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'liftlock')
  const folder = join(cache, `python-test-${digest}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return python
  console.log('installing Python packages for the tests …')
  const building = `${folder}.${process.pid}`
  mkdirSync(cache, { recursive: true })
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary=:all:',
  ]
  const made =
    run(base.command, ['-m', 'venv', building]) === 0 &&
    run(join(building, 'bin', 'python'), [...pip, '-r', join(root, 'test', 'requirements.txt')]) === 0
  if (made && !existsSync(folder)) renameSync(building, folder)
  rmSync(building, { recursive: true, force: true })
  if (!existsSync(python))
    fail('the Python packages for the tests could not be installed; the first run needs the Python package index')
  return python
}

function findPython() {
  const probe = 'import sys; print(sys.version_info >= (3, 11), sys.version.split()[0], sys.base_prefix, sep="|")'
  const wanted = process.env.LIFTLOCK_PYTHON
  for (const command of wanted ? [wanted] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    const { status, stdout } = spawnSync(command, ['-c', probe], { encoding: 'utf8' })
    const [fits, version, prefix] = (stdout ?? '').trim().split('|')
    if (status === 0 && fits === 'True') return { command, version: `${version} ${prefix}` }
  }
  return fail('Python 3.11 or newer is needed, and none was found; install it, or name one with LIFTLOCK_PYTHON')
}

function fail(text) {
  console.error(`✗ ${text}`)
  process.exit(2)
}
