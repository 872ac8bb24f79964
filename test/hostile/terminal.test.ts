import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { shellWord } from '../../src/core/text/shell-word.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { commandProgram, typeScriptLoader } from '../support/command-program.ts'

/* What arrives at a real pseudo terminal when the text of every report, of a failure and of a result is hostile. */
const root = packageRoot()
const hostile =
  'stack \u001b[2J\u001b[1;1H\u001b]0;title\u0007\u009b31m\u202egnp\u2066\u200b\u2028\r\u0008\u007f ok\u001b[32mgreen'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-terminal-'))
  mkdirSync(join(folder, 'model'))
  writeFileSync(join(folder, 'model', 'config.xml'), '<application')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The bytes at a terminal, each line end as the terminal driver makes it. */
function atTerminal(command: readonly string[]): string {
  const line = command.map(shellWord).join(' ')
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm-256color', LANG: 'C.UTF-8', HOSTILE: hostile },
  })
  return stdout.replaceAll('\r\n', '\n')
}

/** Everything that is no line, but the sequences that the toolkit itself means. */
function controls(text: string): readonly string[] {
  const ours = new RegExp(['\\[(?:31|39|32|33|2|22|1)m', '\\[\\d*[GKJA]'].map((end) => `\\x1b${end}`).join('|'), 'g')
  return text.replace(ours, '').match(/(?!\n|\t)[\p{Cc}\u2028-\u202e\u2066-\u2069\u200b]/gu) ?? []
}

test('no report, failure or result writes on a terminal, and our own colours are there', () => {
  const url = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href)
  const program = `
    const { terminalHost } = await import(${url('src/hosts/terminal/terminal.ts')})
    const { awsFromEnvironment } = await import(${url('src/aws/clients.ts')})
    const { StageError } = await import(${url('src/core/run/stage-error.ts')})
    const text = process.env.HOSTILE
    for (const json of [false, true]) {
      const host = terminalHost({ flags: {}, environment: process.env, stdout: process.stdout, stderr: process.stderr, json,
        aws: async () => awsFromEnvironment({}), signal: new AbortController().signal, onExitCode() {} })
      const { report } = await host.context()
      report({ kind: 'progress', text })
      for (const kind of ['note', 'text', 'warning']) report({ kind, text })
      report({ kind: 'group', title: text, lines: [text] })
      report({ kind: 'finding', finding: { severity: 'error', rule: text, text, fix: text, place: { file: text, line: 1 } } })
      await host.finish({ kind: 'failure', stage: 'deploy', error: new StageError('stack-failed', text, { hint: text }), outputs: { text } })
      await host.finish({ kind: 'bug', stage: 'deploy', error: new Error(text) })
      await host.finish({ kind: 'done', stage: 'deploy', outcome: 'succeeded', outputs: { apiUrl: text } })
    }`
  const shown = atTerminal([process.execPath, ...typeScriptLoader(), '--input-type=module', '-e', program])
  expect(controls(shown)).toEqual([])
  expect(shown).toContain(
    '\u001b[33mwarning:\u001b[39m stack \\x1b[2J\\x1b[1;1H\\x1b]0;title\\x07\\x9b31m\\u202egnp\\u2066',
  )
  expect(shown).toContain('\u001b[31m✗\u001b[39m deploy: stack \\x1b[2J')
  expect(shown).toContain('api-url  stack \\x1b[2J')
  expect(shown).toContain('"message": "stack \\u001b[2J')
})

test('a command line at a terminal keeps its colours, and shows the name of a file by its codes', () => {
  mkdirSync(join(folder, 'model', 'domain'), { recursive: true })
  writeFileSync(join(folder, 'model', 'domain', 'a\u001b[2J\u202e.xml'), '<event')
  const shown = atTerminal([process.execPath, ...commandProgram(), 'validate', 'model'])
  expect(controls(shown)).toEqual([])
  expect(shown).toContain('\u001b[31m')
})
