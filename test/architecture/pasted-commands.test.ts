import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { shownLocalCommands } from '../../src/cli/local/commands.ts'
import { stages } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/* A command that a reader may paste is written with the tag `commandLine` or `commandText`, which quotes each value by itself. */
const root = packageRoot()
const verbs = [...Object.keys(stages), 'ship', `local (?:${Object.keys(shownLocalCommands()).join('|')})`].join('|')
const command = new RegExp(
  [
    `\\bliftlock (?:${verbs})\\b`,
    '\\bliftlock \\S+ --(?!help)',
    '\\bcurl -',
    '\\baws [a-z0-9-]+ [a-z]',
    '\\bexport [A-Z_]+=',
    '\\bgit (?:push|fetch|clone|remote|checkout) [-<a-z]',
    '(?:^|\\s)--[a-z][a-z0-9-]*[= ]x',
  ].join('|'),
)
const tags = ['commandLine', 'commandText']

/** A node of the syntax tree; its kind decides what else it has. */
interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/** Places where a value stands behind a command without a quote, as `file: text`. */
function forgotten(path: string, text: string): readonly string[] {
  const found: string[] = []
  const visit = (node: unknown, isTagged = false, isPart = false): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, false, isPart)
    else if (isNode(node)) {
      if (node.type === 'TemplateLiteral' && !isTagged && hasCommandBeforeValue(node)) found.push(textOf(node))
      if (node.type === 'StringLiteral' && isPart && command.test(String(node.value))) found.push(String(node.value))
      for (const [name, child] of Object.entries(node))
        visit(
          child,
          isCommandTag(node) && name === 'template',
          isPart ? node.type !== 'CallExpression' : isJoined(node, name),
        )
    } else if (typeof node === 'object' && node !== null)
      for (const child of Object.values(node)) visit(child, false, isPart)
  }
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }))
  return found.map((each) => `${path}: ${each}`)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

function isCommandTag({ type, tag }: Node): boolean {
  return type === 'TaggedTemplateExpression' && isNode(tag) && tags.includes(String(tag.value))
}

const textsOf = ({ quasis }: Node) => (quasis as readonly { readonly cooked: string }[]).map(({ cooked }) => cooked)
const textOf = (node: Node) => textsOf(node).join('${…}')

function hasCommandBeforeValue(node: Node): boolean {
  // The type of a template has no values.
  const values = (node.expressions ?? []) as readonly Node[]
  const texts = textsOf(node)
  // The word behind a value tells a command whose name is the value.
  const around = (index: number) => `${texts.slice(0, index + 1).join('x')}x${texts[index + 1]!.slice(0, 8)}`
  return values.some((value, index) => command.test(around(index)) && !isCommandTag(value) && !isCommandName(value))
}

/** What is made by the tag, in a function of this name. */
function isCommandName({ type, callee }: Node): boolean {
  return type === 'CallExpression' && isNode(callee) && callee.value === 'capabilitiesIn'
}

/** The list of which a text is joined, or the part of a sum. */
function isJoined({ type, operator, callee }: Node, name: string): boolean {
  if (type === 'BinaryExpression') return operator === '+' && name !== 'operator'
  if (type !== 'CallExpression' || name !== 'callee' || !isNode(callee) || !isNode(callee.property)) return false
  return callee.property.value === 'join' && isNode(callee.object) && callee.object.type === 'ArrayExpression'
}

/** Arguments of a process and not of a shell, by the beginning of the file. */
const argumentsOfProcesses = [
  'src/generator/python/unit-tests/unit-test-command.ts',
  'src/local/daemon/ensure-local.ts',
  'src/delivery/publishing/push.ts',
  'src/delivery/versioning/history/read-tags.ts',
]

test('every command that is printed for a reader quotes its values', () => {
  const files = ['src', 'actions'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  )
  const places = files
    .filter((path) => !argumentsOfProcesses.includes(path))
    .flatMap((path) => forgotten(path, readFileSync(join(root, path), 'utf8')))
  expect(places).toEqual([])
})

test.each([
  'const hint = `run liftlock deploy --environment ${name}`',
  'const hint = `liftlock ${stage} --release x`',
  "const line = ['liftlock deploy', ...flags].join(' ')",
  "const line = 'aws s3 rm ' + address",
  'const line = `curl -s ${url}`',
  'const line = `export AWS_REGION=${region}`',
  'const hint = `give it: --parameter-overrides ${name}=…`',
])('a place that forgets it is found: %s', (text) => {
  expect(forgotten('a.ts', text)).toHaveLength(1)
})

test.each([
  'const hint = commandText`run liftlock deploy --environment ${name}`',
  'const hint = `${name}: run ${commandLine`liftlock deploy ${release}`}`',
  'const text = `${name} has no release; liftlock package makes one`',
])('one that does not is not: %s', (text) => {
  expect(forgotten('a.ts', text)).toEqual([])
})
