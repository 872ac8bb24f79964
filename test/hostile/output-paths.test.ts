import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { typeScriptLoader } from '../support/command-program.ts'
import { commandsIn } from '../support/runner-commands.ts'

const root = packageRoot()

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
}

/** The few places that write to a stream of the process, and how each keeps data from doing something. */
const writers = [
  'actions/lambda.ts', // hands it to a host that wraps it before anything is written
  'actions/setup/prepare.ts', // text passes `visible` and `inert`, or is a workflow command
  'src/cli/liftlock.ts', // one constant line about the version of Node
  'src/cli/run-process.ts', // wraps both streams before anything is written
  'src/hosts/shared/direct-output.ts', // named in a comment; what it writes comes from the GitHub host
  'src/local/daemon/supervisor.ts', // the log file of the daemon
]

test('only the places that make data harmless write to a stream of the process', () => {
  const writing = [...sources('src'), ...sources('actions')].filter((path) =>
    /process\.std(out|err)|console\.(log|error|warn|info)\(|shownSinks\(process/.test(
      readFileSync(join(root, path), 'utf8'),
    ),
  )
  expect([...writing].sort()).toEqual(writers)
})

test('no child process writes to the streams of this one, except to the log file of the daemon', () => {
  const inheriting = [...sources('src'), ...sources('actions')].filter((path) =>
    /['"]inherit['"]/.test(readFileSync(join(root, path), 'utf8')),
  )
  expect(inheriting).toEqual(['src/local/daemon/executor/run-executor.ts'])
})

const payload = 'data\n::stop-commands::x\n\u0085::add-mask::deploy ##[error]forged \u001b[2J'

function lastWords(statement: string) {
  const url = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href)
  const script = `
    const { githubHost } = await import(${url('src/hosts/github/github.ts')})
    githubHost()
    const payload = ${JSON.stringify(payload)}
    ${statement}`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...typeScriptLoader(), '--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', GITHUB_ACTIONS: 'true' } },
  )
  return { status, log: `${stdout}\n${stderr}` }
}

test.each([
  ['an error that nobody caught', 'setTimeout(() => { throw new TypeError(payload) })', 70],
  ['a promise that nobody waits for', 'Promise.reject(new Error(payload)); setTimeout(() => {}, 1000)', 70],
  ['something thrown that is no error', 'setTimeout(() => { throw payload })', 70],
  ['a warning of Node', 'process.emitWarning(payload); process.emitWarning(payload, "DeprecationWarning")', 0],
  ['an error at the end of the module', 'throw new Error(payload)', 70],
])('%s quotes data, and does nothing to the job', (_, statement, code) => {
  const { status, log } = lastWords(statement)
  expect(log).toContain('data')
  expect(log).toContain('\\x1b[2J')
  expect(commandsIn(log)).toEqual([])
  expect(status).toBe(code)
})
