import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { parse } from 'yaml'
import { z } from 'zod'
import { chosenStage } from '../../actions/chosen-stage.ts'
import { renderMain, renderRootAction } from '../../scripts/render-action.ts'
import { main } from '../../src/cli/start/main.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { command, meaning, next } from '../../src/core/run/next-step.ts'
import { defineStage } from '../../src/core/run/stage.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import type { StageEntry } from '../../src/core/run/stage-list.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { describeAll, stages } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/* A stage that this test alone adds to the list: whatever is made from the list has it. */
const rehearse = defineStage({
  name: 'rehearse',
  positional: 'play',
  inputs: z.object({ play: z.string().describe('What to rehearse.') }),
  outputs: z.object({ play: z.string().describe('What was rehearsed.') }),
  run: async ({ play }) => ({ play }),
})
const summary = 'Rehearse before the first night.'
const entry: StageEntry = {
  summary,
  inLine: true,
  page: 'The stage door',
  describe: async () => describeStage(rehearse, summary),
  load: async () => rehearse,
}
const list = stages as Record<string, StageEntry>
let folder: string
beforeAll(async () => {
  list.rehearse = entry
  folder = await mkdtemp(join(tmpdir(), 'liftlock-list-'))
})
afterAll(async () => {
  delete list.rehearse
  await rm(folder, { recursive: true })
})

async function liftlock(...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const code = await main(argv, {
    environment: {},
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

test('a new stage is a command with its help, and is named as the nearest', async () => {
  expect((await liftlock('help')).stdout).toContain(`\n  rehearse      ${summary}\n`)
  expect((await liftlock('help', 'rehearse')).stdout).toContain('Usage  liftlock rehearse <play> [flags]')
  expect((await liftlock('reherse')).stderr).toContain('did you mean rehearse?')
  expect(JSON.parse((await liftlock('rehearse', 'Hamlet', '--json')).stdout)).toMatchObject({
    stage: 'rehearse',
    outputs: { play: 'Hamlet' },
  })
})

test('a new stage can be chosen by the root action, which has its inputs', async () => {
  expect(chosenStage({ input: () => 'rehearse' })).toBe(entry)
  await expect(chosenStage({ input: () => 'reherse' }).load()).rejects.toMatchObject({ hint: 'did you mean rehearse?' })
  const { inputs } = parse(renderRootAction(await describeAll())) as { inputs: Record<string, { description: string }> }
  expect(inputs.stage!.description).toMatch(/, rehearse\.$/)
  expect(inputs.play!.description).toBe('What to rehearse. Required. (rehearse)')
  expect(renderMain(await entry.describe())).toContain("await runAction('rehearse', description)")
})

test('a new stage is a box of the line, its page and its action are named', async () => {
  const said = async (result: Parameters<ReturnType<typeof githubHost>['finish']>[0]) => {
    const file = join(folder, `${result.kind}.md`)
    const host = githubHost({
      environment: { GITHUB_STEP_SUMMARY: file },
      stages: list,
      stdout: { write: () => {} },
      signal: new AbortController().signal,
      onExitCode: () => {},
    })
    await host.finish(result)
    return readFile(file, 'utf8')
  }
  const url = 'https://theatre.example/door'
  const done = await said({ kind: 'done', stage: 'rehearse', outcome: 'succeeded', outputs: { url } })
  expect(done).toContain('| **rehearse** |')
  expect(done).toContain(`[The stage door](${url})`)
  const hint = next`${command('rehearse', { play: meaning('play') })} comes first`
  const error = new StageError('input-invalid', 'no', { hint })
  const before = await said({ kind: 'failure', stage: 'promote', error })
  expect(before).toMatch(/\| \*\*promote\*\* \| → \| rehearse \|/)
  expect(before).toContain('the action rehearse with play: ')
})

/** Node of the syntax tree. */
interface Node {
  readonly type: string
  readonly [member: string]: unknown
}

/** The words of a node that lists something: a list, an object, a choice of types or cases, a pattern, or a text with commas. */
function wordsOf({ type, value, cooked, pattern, elements, properties, types, cases }: Node): readonly string[] {
  const nodes = (list: unknown) => list as readonly (Readonly<Record<string, Node | undefined>> | undefined)[]
  const text = (node: Node | undefined) => String(node?.value ?? '')
  if (type === 'ArrayExpression') return nodes(elements).map((element) => text(element?.expression))
  if (type === 'ObjectExpression') return nodes(properties).map((property) => text(property?.key))
  if (type === 'TsUnionType') return nodes(types).map((each) => text(each?.literal))
  if (type === 'SwitchStatement') return nodes(cases).map((each) => text(each?.test))
  if (type === 'RegExpLiteral') return String(pattern).split(/[^a-z-]+/)
  if (type === 'StringLiteral' || type === 'TemplateElement')
    return /[,|]/.test(String(value ?? cooked)) ? String(value ?? cooked).split(/[^a-z-]+/) : []
  return []
}

/** The stages in the longest list of them that a source has by hand. */
function listIn(source: string): readonly string[] {
  let longest: readonly string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each)
    else if (typeof node === 'object' && node !== null) {
      const words = new Set(wordsOf(node as Node))
      const named = Object.keys(stages).filter((name) => words.has(name))
      if (named.length > longest.length) longest = named
      for (const child of Object.values(node)) visit(child)
    }
  }
  visit(parseSync(source, { syntax: 'typescript', target: 'es2022' }))
  return longest
}

/**
 * What is no list of stages: how `ship` hands on what they gave, what a job may run, the purposes of the roles of a
 * bucket, the inputs of a pipeline, and what a template may be made by.
 */
const others = [
  'src/cli/ship/steps.ts',
  'src/core/run/command-words.ts',
  'src/delivery/packaging/local-path-problems.ts',
  'src/hosts/codepipeline/jobs/job-policy.ts',
  'src/local/ensure-bucket.ts',
  'src/stages/pipeline/description.ts',
  'src/stages/pipeline/start/members.ts',
]

test('no other source lists stages by hand', () => {
  const root = packageRoot()
  const files = ['src', 'actions', 'scripts', 'bench'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${room}/${name}`),
  )
  const lists = files.filter((file) => listIn(readFileSync(join(root, file), 'utf8')).length > 2)
  expect(lists.sort()).toEqual([...others, 'src/stages/stages.ts'])
})

test.each([
  ["const order = ['validate', 'generate', 'publish']"],
  ["const texts = { validate: 'a', 'quality-gate': 'b', promote: 'c' }"],
  ['const command = /liftlock (validate|deploy|promote)/'],
  ["const text = 'one of validate, deploy, promote'"],
  ["type Name = 'validate' | 'deploy' | 'promote'"],
  ["switch (name) { case 'validate': case 'deploy': case 'promote': break }"],
])('a list by hand is found: %s', (source) => {
  expect(listIn(source)).toHaveLength(3)
})
