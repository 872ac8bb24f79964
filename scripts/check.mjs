// `npm run check`: all checks for a pull request other than the tests. Prints the number of checks that passed.
import { spawnSync } from 'node:child_process'
import { preparePackages, preparePython, root } from './prepare.mjs'

preparePackages()
const python = preparePython()
const node = (...args) => [process.execPath, args]
const tool = (module, ...args) => [python, ['-m', module, ...args]]

const checks = {
  format: node('node_modules/@biomejs/biome/bin/biome', 'check', '.'),
  types: node('node_modules/typescript/bin/tsc', '--noEmit'),
  'types of the report page': node('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'templates/report'),
  'python lint': tool('ruff', 'check', 'runtime'),
  'python format': tool('ruff', 'format', '--check', 'runtime'),
  'generated files in sync': node('--import', 'tsx', 'scripts/sync.ts', '--check'),
  'dist/ rebuilt equal': node('--import', 'tsx', 'scripts/build.ts', '--check'),
  'example generated equal': node('--import', 'tsx', 'scripts/golden.ts', '--check'),
  'notes of changes well formed': node('--import', 'tsx', 'scripts/changes.ts'),
  'nothing of this machine in the tree': node('scripts/clean-tree.mjs'),
  'workflows, actions and examples audited': node(
    '--import',
    'tsx',
    'scripts/audit-workflows.ts',
    python.replace(/python$/, 'zizmor'),
  ),
}

let failed = 0
for (const [name, [command, args]] of Object.entries(checks)) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  console.log(`${status === 0 ? '✓' : '✗'} ${name}`)
  if (status === 0) continue
  failed++
  console.log(`${stdout}${stderr}`.trim().split('\n').slice(-60).join('\n'))
}
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
