import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { packageRoot } from '../../src/system/package-root.ts'

/*
 * What is below the hosts names inputs and commands as values (`src/core/run/next-step.ts`), which each host spells, and does not ask which host
 * it runs in.
 */
const rooms = ['stages', 'delivery', 'pipeline', 'core', 'generator', 'aws', 'local', 'system']
/** How the command line spells; the local AWS speaks like this as well. */
const spelling = 'src/core/run/command-words.ts'
const files = rooms.flatMap((room) =>
  readdirSync(join(packageRoot(), 'src', room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('/description.ts'))
    .map((name) => `src/${room}/${name}`),
)

const commands =
  /\bliftlock (?:ship|local|validate|generate|publish|package|deploy|quality-gate|promote|verify)(?![\w-])|\bliftlock \S+ --/
/** Another program's command: its flags are its own. */
const otherPrograms = /\b(?:aws [a-z0-9-]+ [a-z]|git [a-z]|pip-compile|uv export|bwrap)/
/** The line of a generated file that says what made it. */
const maker = /^Made by "liftlock [a-z]+"/

/** A text that spells a flag of ours within a sentence, or one of our commands. */
function spells(text: string): boolean {
  if (maker.test(text)) return false
  if (commands.test(text)) return true
  // A flag alone, or with its value, is an argument of a process.
  return /\s/.test(text.trim()) && /[\s(]--[a-z][a-z0-9-]*|^--[a-z-]+ [a-z]/.test(text) && !otherPrograms.test(text)
}

function texts(node: unknown, into: string[] = []): readonly string[] {
  if (Array.isArray(node)) for (const each of node) texts(each, into)
  else if (typeof node === 'object' && node !== null) {
    const { type, value, quasis } = node as { type?: string; value?: unknown; quasis?: { cooked: string }[] }
    if (type === 'StringLiteral') into.push(String(value))
    if (type === 'TemplateLiteral' && quasis) into.push(quasis.map(({ cooked }) => cooked).join('x'))
    for (const child of Object.values(node)) texts(child, into)
  }
  return into
}

const textsOf = (source: string) => texts(parseSync(source, { syntax: 'typescript', target: 'es2022' }))

test('no text below the hosts spells a flag or a command', () => {
  expect(files.length).toBeGreaterThan(400)
  const found = files
    .filter((path) => path !== spelling)
    .flatMap((path) => {
      const source = readFileSync(join(packageRoot(), path), 'utf8')
      if (!/--[a-z]|\bliftlock /.test(source)) return []
      return textsOf(source)
        .filter(spells)
        .map((text) => `${path}: ${text}`)
    })
  expect(found).toEqual([])
})

test.each([
  "const hint = 'run again with --recreate'",
  'const hint = `give --${name} of the stack`',
  "const hint = 'liftlock package makes one'",
  "const text = 'With --recover: resources'",
])('a text that spells one is found: %s', (source) => {
  expect(textsOf(source).filter(spells)).toHaveLength(1)
})

test.each([
  "const args = ['--porcelain', `--hash=sha256:${hash}`]",
  'const hint = commandLine`aws s3 rm --recursive ${address}`',
  "const text = 'liftlock packages a folder by itself'",
])('one that does not is not: %s', (source) => {
  expect(textsOf(source).filter(spells)).toEqual([])
})

/** The name of a host as a value of its own, or as what something is compared with. */
const asks = /\brun\.host\s*[!=]==?|'(?:github|terminal|codepipeline)'|\bGITHUB_[A-Z]+\b/

test('nothing below the hosts asks in which one it runs', () => {
  const found = files
    // A namespace of variables in every pipeline is called codepipeline.
    .filter((path) => !/^src\/(?:local|system|pipeline)\//.test(path))
    .filter((path) =>
      asks.test(readFileSync(join(packageRoot(), path), 'utf8').replace(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, '')),
    )
  expect(found).toEqual([])
})

test('a text that holds parts is never put into another by a plain template', () => {
  const found = files.flatMap((path) =>
    [...readFileSync(join(packageRoot(), path), 'utf8').matchAll(/\.hint\}|\[message, hint\]|\.fix\}/g)].map(
      ([text]) => `${path}: ${text}`,
    ),
  )
  expect(found).toEqual([])
})
