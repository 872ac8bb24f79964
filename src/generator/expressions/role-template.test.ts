import { expect, test } from '@jest/globals'
import { evaluateRole } from './evaluate-role.ts'
import { parseRoleTemplate } from './role-template.ts'

const template = (text: string, ...parameters: string[]) => parseRoleTemplate({ parameters, body: { text } })

test('the role of the example is computed from a key and a level', () => {
  const parsed = template("garage-${code.split(':')[0]}-level", 'code', 'level')

  expect(evaluateRole(parsed, { code: 'PAR:12', level: 'manager' })).toBe('garage-PAR-manager')
  expect(parsed.parts.map((part) => part.kind)).toEqual(['text', 'segment', 'text', 'parameter'])
})

test('a parameter is replaced as a whole word only, unless it is nowhere a whole word', () => {
  expect(evaluateRole(template('role_code-code', 'code'), { code: 'X' })).toBe('role_code-X')
  expect(evaluateRole(template('role_code', 'code'), { code: 'X' })).toBe('role_X')
  expect(evaluateRole(template('owner${id}ids', 'id'), { id: '7' })).toBe('owner7ids')
})

test('all methods that a role may use give what JavaScript gives', () => {
  expect(evaluateRole(template('${a.trim().toUpperCase().concat("-" + a.length)}', 'a'), { a: ' x ' })).toBe('X-3')
  expect(evaluateRole(template("${a.replace('.', '-').toLowerCase()}", 'a'), { a: 'A.B.C' })).toBe('a-b.c')
  expect(evaluateRole(template('${a.substring(1)}${a.substring(0, 1)}${a[1]}', 'a'), { a: 'xyz' })).toBe('yzxy')
  expect(evaluateRole(template("${a.split('.').length + 1}", 'a'), { a: 'x.y' })).toBe('3')
})

test('text that cannot be evaluated denies', () => {
  expect(evaluateRole(template("${a.split(':')[1]}", 'a'), { a: 'x' })).toBeUndefined()
  expect(evaluateRole(template('${a.substring(5)}', 'a'), { a: 'x' })).toBeUndefined()
  expect(evaluateRole(template('r-a', 'a'), {})).toBeUndefined()
  expect(evaluateRole(template('r-constructor', 'constructor'), {})).toBeUndefined()
})

test('a replacement is taken as it is', () => {
  expect(evaluateRole(template("${a.replace('x', '$&$&')}", 'a'), { a: 'x' })).toBe('$&$&')
})

test.each([
  ['${process.exit()}', 'process is not a parameter of the expression', 2],
  ['${a.constructor}', 'constructor is not a property or method that a role may use', 4],
  ['x${a.split(":")}', 'a list is not the name of a role; take one of its items', 3],
  ['${a', 'the segment that starts with ${ has no }', 0],
  ['${a.split()}', 'split takes 1 argument, not 0', 10],
  ['${a[b]}', 'an index is a whole number', 4],
  ['${a; a}', '; is not expected here', 3],
])('the body %s is refused', (text, message, offset) => {
  expect(() => template(text, 'a')).toThrow(expect.objectContaining({ message, offset }))
})
