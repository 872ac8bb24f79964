// `npm test`: does all its own set-up, then runs every test. Arguments go to Jest.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { preparePackages, preparePython, root, run } from './prepare.mjs'

preparePackages()
const python = preparePython()
const environment = { ...process.env, LIFTLOCK_TEST_PYTHON: python }
const args = process.argv.slice(2)

const jest = run(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...args],
  {
    env: environment,
  },
)
const pytest =
  args.length > 0
    ? 0
    : run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'runtime'], {
        env: { ...environment, PYTHONDONTWRITEBYTECODE: '1' },
      })
rmSync(join(root, '.pytest_cache'), { recursive: true, force: true })
process.exit(jest || pytest)
