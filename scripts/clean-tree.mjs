// Fails if a committed file contains a path of a particular machine, or a lock file contains a download address.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
const files = stdout.split('\0').filter((path) => path !== '' && !path.startsWith('dist/'))
const paths = new RegExp(
  ['/wo' + 'rk/', '/ho' + 'me/[a-z]', '/ro' + 'ot/', '/Us' + 'ers/[a-z]']
    .map((path) => `(?<![\\w.~}])${path}`)
    .join('|'),
)
const found = files.flatMap((path) => {
  const text = readFileSync(join(root, path), 'utf8')
  const lines = text.split('\n').map((line, index) => [line, index + 1])
  const wrong = lines.filter(([line]) => paths.test(line))
  if (path === 'package-lock.json' && text.includes('"resolved"')) wrong.push(['a download address', 1])
  if (/requirements[^/]*\.(txt|lock)$/.test(path) && /--(extra-)?index-url|--find-links/.test(text))
    wrong.push(['an index', 1])
  return wrong.map(([line, number]) => `${path}:${number}: ${line.trim().slice(0, 120)}`)
})
if (found.length > 0) console.log(found.join('\n'))
process.exit(found.length === 0 ? 0 : 1)
