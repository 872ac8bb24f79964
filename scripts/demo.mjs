// `npm run demo`: runs all stages on the example, from the committed bundle. Needs Node and Python, but no packages.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Liftlock needs Node 20.20 or newer, and this is ${process.version}.`)
  process.exit(2)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const command = ['dist/liftlock.js', 'ship', 'examples/parking', '--local', ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
