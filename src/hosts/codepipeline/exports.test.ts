import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { sourcedVariables } from '../../../test/support/sourced-variables.ts'
import { describeAll } from '../../stages/stages.ts'
import { renderExports } from './exports.ts'
import { handedOn } from './handed-on.ts'
import { variableOf } from './output-variables.ts'
import { pipelineSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'liftlock-exports-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fields = [
  { key: 'outcome', name: 'outcome' },
  { key: 'stackId', name: 'stack-id' },
]
const done = (stackId: unknown) =>
  ({ kind: 'done', stage: 'deploy', outcome: 'succeeded', outputs: { stackId } }) as const

/** What the next command sees. */
function seen(stackId: unknown) {
  const { text, leftOut } = renderExports(done(stackId), fields, (value) => value.replaceAll('secret', '***'))
  const file = join(folder, 'exports')
  writeFileSync(file, text)
  const names = ['outcome', 'stack_id', 'failure_reason']
  const [sh, bash] = ['sh', 'bash'].map((shell) => sourcedVariables(file, names, shell).stack_id)
  expect(bash).toBe(sh)
  return { leftOut, text, value: sh }
}

test.each([
  ['plain', 'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/1', undefined],
  ['quotes', `it's "so" and '; touch /tmp/x #`, undefined],
  ['what a shell expands', '$(id) `id` ${HOME} \\ ~ * #{ns.key}', undefined],
  ['a number', 3, '3'],
  ['a flag', false, 'false'],
  ['a secret', 'my secret', 'my ***'],
  ['letters of any language', 'Garage Größe 駐車場', undefined],
  ['exactly as much as fits', 'x'.repeat(1000), undefined],
])('%s arrives in the next command', (_, given, expected) => {
  expect(seen(given)).toMatchObject({ value: expected ?? given, leftOut: [] })
})

test.each([
  ['a line break', 'one\ntwo'],
  ['a carriage return', 'one\rtwo'],
  ['a control character', 'one\u001b[31mtwo'],
  ['a line separator', 'one\u2028two'],
  ['more than fits', 'x'.repeat(1001)],
])('text with %s is left out, and named', (_, given) => {
  expect(seen(given)).toMatchObject({ value: '', leftOut: ['stack-id'] })
})

test.each([
  ['a list', ['a']],
  ['an object', { a: 1 }],
  ['nothing', undefined],
  ['null', null],
])('%s is an empty variable', (_, given) => {
  expect(seen(given)).toMatchObject({ value: '', leftOut: [] })
})

test('any text is either the value of its variable, or left out', () => {
  const random = seededRandom(13)
  const signs = ["'", '"', '\\', '$', '`', '\n', '(', ';', ' ', '#', '!', 'a', '\u0000', 'é']
  for (let count = 0; count < 25; count += 1) {
    const given = Array.from({ length: 12 }, () => signs[random.below(signs.length)]).join('')
    const { value, leftOut, text } = seen(given)
    expect(value).toBe(leftOut.length === 0 ? given : '')
    expect(text.trimEnd().split('\n')).toHaveLength(4)
  }
})

/** What an action that goes on with the stage reads. */
function handed(outputs: Readonly<Record<string, unknown>>) {
  const names = Object.keys(outputs)
  const result = { kind: 'done', stage: 'deploy', outcome: 'succeeded', outputs } as const
  const { text } = renderExports(
    result,
    names.map((name) => ({ key: name, name })),
    (value) => value,
  )
  const file = join(folder, 'handed')
  writeFileSync(file, text)
  const [sh, bash] = ['sh', 'bash'].map((shell) => sourcedVariables(file, ['handed_on'], shell).handed_on)
  expect(bash).toBe(sh)
  return sh!
}

test.each([
  ['plain', { release: 'a'.repeat(64), stack_id: 'arn:aws:cloudformation:1' }],
  ['quotes that would end a text', { stack_id: '","outcome":"failed","x":"' }],
  ['what a shell expands', { stack_id: '$(id) `id` ${HOME} \\ ~ *' }],
  ['references', { stack_id: '#{variables.Release} ##{x}' }],
  ['names of objects', { constructor: 'a', toString: 'b' }],
  ['letters of any language', { stack_id: 'Größe 駐車場 🚗' }],
])('an action hands on %s as one JSON object', (_, outputs) => {
  const text = handed(outputs)
  expect(text).toMatch(/^eyJ[\w-]+$/)
  const { before } = pipelineSettings({ LIFTLOCK_PIPELINE_BEFORE: text })
  expect(before).toEqual({ outcome: 'succeeded', ...outputs })
})

test('what is handed on fits into a variable, and the longest text is left out', () => {
  const outputs = { text: 'x'.repeat(900), url: '"'.repeat(200), release: 'a'.repeat(64) }
  const text = handed(outputs)
  expect(text.length).toBeLessThanOrEqual(1000)
  const { before } = pipelineSettings({ LIFTLOCK_PIPELINE_BEFORE: text })
  expect(before).toEqual({ outcome: 'succeeded', release: outputs.release, url: outputs.url })
})

test('every output of a stage that can be a variable has a name that the service takes', async () => {
  const names = (await describeAll()).flatMap(({ outputs }) => outputs.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(50)
  expect(names.filter((name) => variableOf(name) === undefined)).toEqual([])
  expect(names.map(variableOf)).not.toContain(handedOn)
})
