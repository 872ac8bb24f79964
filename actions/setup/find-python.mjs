import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

// Plain JavaScript, because it runs before anything is installed. It gives outputs only: what data puts into the environment
// of later steps, they would trust.
const { PYTHON = 'python3', CACHE = '', GITHUB_OUTPUT } = process.env
const asked = 'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3])'

try {
  const [executable, version] = execFileSync(PYTHON, ['-c', asked], { encoding: 'utf8' }).trim().split(/\r?\n/)
  const [major, minor] = version.split('.').map(Number)
  if (major !== 3 || minor < 11) fail(`${executable} is Python ${version}, and Liftlock needs 3.11 or newer`)
  const cache = CACHE === '' ? join(homedir(), '.cache', 'liftlock') : resolve(CACHE)
  if (/[\r\n]/.test(executable + cache)) fail('the path of Python or of the cache has a line break')
  appendFileSync(GITHUB_OUTPUT, `python=${executable}\nversion=${version}\ncache=${cache}\n`)
  console.log(`Python ${version} (${executable}); cache ${cache}`)
} catch (error) {
  fail(`${PYTHON} does not start: ${error.message.split('\n')[0]}`)
}

function fail(message) {
  console.log(`::error title=setup::${message.replaceAll('%', '%25').replaceAll('\n', '%0A')}`)
  process.exit(1)
}
