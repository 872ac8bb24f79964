import { expect, test } from '@jest/globals'
import { evaluateRole } from '../../src/generator/expressions/evaluate-role.ts'
import { parseRoleTemplate } from '../../src/generator/expressions/role-template.ts'
import { type GeneratedApi, generatedApi, userWith } from '../support/generated-api.ts'
import {
  commandOf,
  computedRole,
  inputOf,
  modelOf,
  projectionOf,
  roleExpression,
  viewOf,
} from '../support/hand-made-model.ts'

const request = 'Garage_Mutations.open.request'
const place = { file: 'hand-made.xml', line: 1, column: 1 }
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

  const query = await queryWith(computedRole(expression, { kind: 'value', name: 'code' }, { kind: 'text', text: 'ma' }))

  const expected = values.map((code) => evaluateRole(template, { code, level: 'ma' }))
  const allowed = values.map((code, index) => calls(api, { code }, userWith('ann', 'other', expected[index] ?? 'none')))
  const denied = values.map((code, index) => calls(api, { code }, userWith('ann', `${expected[index]}?`, '')))

  const asked = values.map((code, index) => asks(query, { code }, userWith('ann', 'other', expected[index] ?? 'none')))

  expect(asked).toEqual(allowed)
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

  await expect(queryWith(access)).rejects.toThrow('splits at a text that is not known before')
})

function apiWith(access: ReturnType<typeof computedRole>): Promise<GeneratedApi> {
  const fields = [inputOf('code', 'String'), inputOf('note', 'String', { default: '' })]
  return generatedApi(modelOf({ commands: [commandOf('OpenGarageRequested', { access, fields })] }))
}

/** The same access on a projection, whose resolver is a template. */
function queryWith(access: ReturnType<typeof computedRole>): Promise<GeneratedApi> {
  const inputs = ['code', 'note'].map((name) => ({ name, type: 'String', required: false, place }) as const)
  const projection = projectionOf('GarageOccupancy', 'Report', { method: 'occupancy', inputs, access })
  return generatedApi(modelOf({ views: [viewOf('Report', { count: 'Int' })], projections: [projection] }))
}

function asks(
  api: GeneratedApi,
  given: Readonly<Record<string, string>>,
  identity: ReturnType<typeof userWith>,
): boolean {
  return api.run('Garage_Queries.occupancy.request', { identity, arguments: given }).kind === 'value'
}

/** Whether the command is published; anything but "Unauthorized" is a mistake. */
function calls(
  api: GeneratedApi,
  input: Readonly<Record<string, string>>,
  identity: ReturnType<typeof userWith>,
): boolean {
  const rendering = api.run(request, { identity, arguments: { input: input } })
  if (rendering.kind === 'value') return true
  if (rendering.kind === 'error' && rendering.error.errorType === 'Unauthorized') return false
  throw new Error(JSON.stringify(rendering))
}
