// Continuous integration tests the HTML report in a real browser. This installs Debian's Chromium if it is missing and
// this process may install it.
import { spawnSync } from 'node:child_process'

const has = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
if (process.platform === 'linux' && process.getuid?.() === 0 && has('apt-get') && !has('chromium')) {
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update', '-qq'], options)
  spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], options)
}
if (!has('chromium')) console.log('there is no Chromium here: the tests that look at pages are skipped')
