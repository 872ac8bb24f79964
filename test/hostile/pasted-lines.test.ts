import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { commandLine } from '../../src/core/text/command-line.ts'
import { shellWord } from '../../src/core/text/shell-word.ts'
import { inert } from '../../src/hosts/shared/inert.ts'
import { visible } from '../../src/hosts/shared/visible.ts'
import { seededRandom } from '../support/seeded-random.ts'

/* Each line is really run, in every shell of this machine, in an empty folder: what arrives is the value, and nothing else happens. */
const hostile: readonly string[] = [
  ...[
    '',
    ' ',
    'plain',
    'größe',
    '名前',
    '👩‍🚀',
    '-',
    '-n',
    '--help',
    '--',
    '-e x',
    '=ls',
    '=',
    'a=b',
    '~',
    '~root',
    'a~',
    '!',
    '!!',
    'a!b',
    "!'",
    '!"',
  ],
  ...[
    'x$(touch${IFS}ran)',
    '$(touch ran)',
    '`touch ran`',
    '$HOME',
    '${HOME}',
    '$((1))',
    '; touch ran',
    '&& touch ran',
    '| touch ran',
  ],
  ...[
    '> ran',
    '< /etc/hostname',
    '(touch ran)',
    '{touch,ran}',
    '*',
    '?',
    '[a-z]',
    'a*',
    '#',
    '# x',
    'a#b',
    '%',
    '%s',
    '%1',
    '^a^b',
    '\\',
    '\\n',
    'a\\',
  ],
  ...[
    "'",
    "''",
    "it's",
    `'"'"'`,
    '"',
    '""',
    `"$(touch ran)"`,
    "'; touch ran; '",
    '"; touch ran; "',
    "'$(touch ran)'",
    "\\'",
    '\\"',
  ],
  ...[
    'a\nb',
    '\n',
    '\n\n',
    'a\n',
    '\na',
    'a\n\n',
    'a\ntouch ran\n',
    'a\rb',
    '\r\n',
    '\t',
    'a\tb',
    '\u001b[201~touch ran\n',
    '\u001b[2J',
    '\u0007',
    '\b\b\b',
  ],
  ...[
    '\u0003',
    '\u0004',
    '\u007f',
    '\u0085',
    '\u009b2J',
    '\u202egnp.exe',
    '\u200b',
    'pay\u200dpal',
    '\ufeff',
    '\u2028',
    '\u00a0',
    '\u00ad',
    '\u3164',
    '\u{e0041}',
  ],
  ...[
    '##[error]x',
    'a ##[add-mask]b',
    '##vso[x]',
    '::error::x',
    '\n::add-mask::x',
    "it's ##[x]",
    '\ufffd',
    '$\n',
    "%\n'",
    '\\\n',
    '!\n',
    '"\n$(touch ran)',
  ],
  'a'.repeat(10_000),
]
const shells = ['sh', 'dash', 'bash', 'zsh', 'busybox'].filter(
  (name) => spawnSync(name, ['-c', ':']).error === undefined || name === 'sh',
)
const run = (shell: string, line: string) => {
  const args = shell === 'busybox' ? ['sh', '-c', line] : shell === 'zsh' ? ['-f', '-c', line] : ['-c', line]
  return spawnSync(shell, args, { cwd: folder, encoding: 'utf8' })
}
/** Prints its arguments, so that every one can be told from the others. */
const show = [process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', '--']
  .map(shellWord)
  .join(' ')
/** Before POSIX.1-2024 a shell has no notation for a line end at the end of a word. */
const old = new Set(['sh', 'dash'])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-pasted-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each(shells)('in %s each value arrives as it is, and nothing else runs', (shell) => {
  const arriving = hostile.filter((value) => !(old.has(shell) && value.endsWith('\n')))
  const { stdout, stderr } = run(shell, `${show} ${commandLine`${arriving}`}`)
  expect([stderr, JSON.parse(stdout)]).toEqual(['', arriving])
  for (const value of hostile) run(shell, `echo ${shellWord(value)}`)
  expect(readdirSync(folder)).toEqual([])
})

test.each(shells)('in %s 2,000 random words arrive', (shell) => {
  const random = seededRandom(77)
  const signs = [...hostile.join('').slice(0, 600), ...'\'"\\$`!#[]{}()*?~ \n\r\t'.repeat(8)].filter(
    (sign) => !/[\ud800-\udfff]/.test(sign),
  )
  const words = Array.from({ length: 2000 }, () =>
    Array.from({ length: random.below(9) }, () => signs[random.below(signs.length)])
      .join('')
      .replace(/\n+$/, ''),
  )
  expect(JSON.parse(run(shell, `${show} ${commandLine`${words}`}`).stdout)).toEqual(words)
  expect(readdirSync(folder)).toEqual([])
})

test('no word holds a line end, a control character, or anything that a host would change', () => {
  const changed = hostile
    .map(shellWord)
    .filter((word) => visible(word) !== word || inert(`x ${word}`) !== `x ${word}` || /[\n\r\t]/.test(word))
  expect(changed).toEqual([])
})

test('a character that no argument can have is replaced by the one for that', () => {
  expect(shellWord('a\0b')).toBe("'a\ufffdb'")
})

/** The line as if a person pasted it: an interactive shell at a pseudo terminal, with its history. */
function pasted(shell: readonly string[], line: string) {
  const command = ['env', '-i', `HOME=${folder}`, `PATH=${process.env.PATH}`, 'TERM=dumb', ...shell]
    .map(shellWord)
    .join(' ')
  return spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    input: `echo first\n${line} > out.json\nexit\n`,
    encoding: 'utf8',
    timeout: 20_000,
  })
}

test.each(
  [
    ['bash', ['bash', '--norc', '--noprofile', '-i']],
    ['zsh', ['zsh', '-f', '-i']],
  ].filter(([name]) => shells.includes(name as string)) as [string, string[]][],
)(
  'pasted into an interactive %s the words arrive too, also those that its history would take',
  async (_, shell) => {
    const values = [
      '!',
      '!!',
      'a!b',
      "it's!",
      "!'!",
      `"!"!'`,
      '!echo',
      "'!!'",
      'x$(touch ran)!',
      '\u001b[201~\ntouch ran',
      '!\n!!\u0007',
      '~',
      '=ls',
      '*',
    ]
    pasted(shell, `${show} ${commandLine`${values}`}`)
    const { readFileSync } = await import('node:fs')
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toEqual(values)
    expect(readdirSync(folder)).not.toContain('ran')
  },
  30_000,
)

test('a value is one word, a list is several, a command stays one, and a hyphen is no flag', () => {
  const token = commandLine`liftlock local token --role ${'x$(touch${IFS}ran)'}`
  expect(String(commandLine`T=$(${token})`)).toBe(`T=$(liftlock local token --role 'x$(touch\${IFS}ran)')`)
  expect(String(commandLine`liftlock deploy ${'1 2'} --environment ${'-x'} ${['a', "b's"]}`)).toBe(
    `liftlock deploy '1 2' --environment=-x a 'b'"'"'s'`,
  )
  expect(`${commandLine`liftlock local up ${[]}`}; then`).toBe('liftlock local up; then')
})
