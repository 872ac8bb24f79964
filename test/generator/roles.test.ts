import { expect, test } from '@jest/globals'
import { evaluateRole } from '../../src/generator/expressions/evaluate-role.ts'
import { parseRoleTemplate } from '../../src/generator/expressions/role-template.ts'
import { type GeneratedApi, generatedApi, userWith } from '../support/generated-api.ts'
import { commandOf, computedRole, inputOf, modelOf, roleExpression } from '../support/hand-made-model.ts'

const request = 'functions/OpenGarage.request'
const values = [
  '',
  'a',
  'PAR',
  'PAR:12',
  'PAR:12:',
  ':',
  '::',
  'a.b.c',
  ' Mixed Case ',
  '$role',
  "it's",
  '#end',
  'é:ü',
  'x'.repeat(40),
]

test.each([
  "garage-${code.split(':')[0]}-level",
  "${code.split(':')[1]}",
  "${code.split(':')[2]}x",
  "${code.split('.').length + 1}",
  '${code[1]}${code.length}',
  '${code.substring(1)}-${code.substring(0, 2)}',
  "${code.trim().toUpperCase().concat('-' + code.length)}",
  "${code.replace('a', '$1').toLowerCase()}",
  '${(code + level).replace(level, code)}',
  'glued_code_level',
  'quote\' " # $ \\ code',
])('the resolver computes the role of %s as the model says', async (body) => {
  const expression = roleExpression(body, 'code', 'level')
  const template = parseRoleTemplate(expression)
  const api = await apiWith(computedRole(expression, { kind: 'value', name: 'code' }, { kind: 'text', text: 'ma' }))

  const expected = values.map((code) => evaluateRole(template, { code, level: 'ma' }))
  const allowed = values.map((code, index) => calls(api, { code }, userWith('ann', 'other', expected[index] ?? 'none')))
  const denied = values.map((code, index) => calls(api, { code }, userWith('ann', `${expected[index]}?`, '')))

  expect(allowed).toEqual(expected.map((role) => role !== undefined))
  expect(denied).toEqual(values.map((_, index) => expected[index] === ''))
})

test('a value that the client did not send denies', async () => {
  const access = computedRole(roleExpression('r${code}', 'code'), { kind: 'value', name: 'note' })
  const api = await apiWith(access)

  expect(calls(api, { code: 'x' }, userWith('ann', 'r', 'rnull', 'r$note'))).toBe(false)
  expect(calls(api, { code: 'x', note: 'y' }, userWith('ann', 'ry'))).toBe(true)
})

test('an argument that names no input is an error of the model', async () => {
  const access = computedRole(roleExpression('r${code}', 'code'), { kind: 'value', name: 'nothing' })

  await expect(apiWith(access)).rejects.toThrow('role expression roleOf: nothing names no value here')
})

test('a text to split at that only the request knows is an error of the model', async () => {
  const access = computedRole(
    roleExpression('${a.split(b)[0]}', 'a', 'b'),
    { kind: 'value', name: 'code' },
    { kind: 'value', name: 'note' },
  )

  await expect(apiWith(access)).rejects.toThrow('splits at a text that is not known before')
})

function apiWith(access: ReturnType<typeof computedRole>): Promise<GeneratedApi> {
  const fields = [inputOf('code', 'String'), inputOf('note', 'String', { default: '' })]
  return generatedApi(modelOf({ commands: [commandOf('OpenGarageRequested', { access, fields })] }))
}

/** Whether the command is published; anything but "Unauthorized" is a mistake. */
function calls(
  api: GeneratedApi,
  input: Readonly<Record<string, string>>,
  identity: ReturnType<typeof userWith>,
): boolean {
  const rendering = api.run(request, { identity, prev: { result: input } })
  if (rendering.kind === 'value') return true
  if (rendering.kind === 'error' && rendering.error.errorType === 'Unauthorized') return false
  throw new Error(JSON.stringify(rendering))
}
