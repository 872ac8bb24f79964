// `npm test`: does all its own set-up, then runs every test. Arguments go to Jest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { preparePackages, preparePython, root, run } from './prepare.mjs'
import { startBeside } from './tests/beside.mjs'
import { makeMemoryFolder } from './tests/memory-folder.mjs'

preparePackages()
const python = preparePython()
const bundle = join(root, 'node_modules', '.cache', `liftlock-test-${process.pid}`)
// The tests start the command line very often, and a bundle starts four times as fast as the sources.
const built = run(process.execPath, ['--import', 'tsx', 'scripts/build.ts', '--out', bundle])
const command = built === 0 ? { TEST_LIFTLOCK_COMMAND: join(bundle, 'liftlock.js') } : {}
const memory = process.env.TMPDIR ? undefined : makeMemoryFolder()
const temporary = memory === undefined ? {} : { TMPDIR: memory }
const environment = { ...process.env, ...command, ...temporary, TEST_LIFTLOCK_PYTHON: python }
const args = process.argv.slice(2)

// The tests of Python run beside those of Jest; their result comes after Jest's.
const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'runtime']
const pytestEnds =
  args.length === 0 && startBeside(python, pytest, { env: { ...environment, PYTHONDONTWRITEBYTECODE: '1' } })
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args]
const jestCode = run(process.execPath, jest, { env: environment })
const pytestCode = pytestEnds ? await pytestEnds() : 0
rmSync(bundle, { recursive: true, force: true })
if (memory !== undefined) rmSync(memory, { recursive: true, force: true })
rmSync(join(root, '.pytest_cache'), { recursive: true, force: true })
process.exit(jestCode || pytestCode)
