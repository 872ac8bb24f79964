import { expect, test } from '@jest/globals'
import { vtlLiteral } from '../../src/generator/api/vtl/vtl-literal.ts'
import { renderTemplate } from '../../src/local/appsync/vtl/render-template.ts'
import { seededRandom } from '../support/seeded-random.ts'

const hostile = [
  "'",
  '"',
  '$',
  '#',
  '\\',
  '\n',
  '\r',
  '\t',
  '\0',
  '\u2028',
  '\u2029',
  '{',
  '}',
  '(',
  ')',
  '!',
  '*',
  '`',
]
const pieces = [
  ...hostile,
  '$util.unauthorized()',
  '#end',
  '#set($x = 1)',
  '${ctx}',
  '\\u0027',
  "''",
  '##',
  '#*',
  'é',
  '\u{1f697}',
  '\u202e',
  '\ud800',
  'a',
  ' ',
]

test('whatever text the model holds, a template reads it back as it was', () => {
  const random = seededRandom(7)
  const texts = Array.from({ length: 2000 }, () =>
    Array.from({ length: 1 + random.below(12) }, () => pieces[random.below(pieces.length)]).join(''),
  )

  expect(texts.map(readBack)).toEqual(texts)
})

test('a literal has no sign of VTL in it but the quotes around it and the call that decodes it', () => {
  const literals = pieces.map((piece) => vtlLiteral(`x${piece}`))

  expect(
    literals.filter(
      (literal) => !/^('[^'"\\$#]*'|\$util\.parseJson\('\["([^'"\\$#]|\\u[0-9a-f]{4})*"\]'\)\.get\(0\))$/.test(literal),
    ),
  ).toEqual([])
})

test('plain text stays readable', () => {
  expect(vtlLiteral('Garage')).toBe("'Garage'")
  expect(vtlLiteral('^[A-Z]{3}')).toBe("'^[A-Z]{3}'")
})

test.each([0, 5, -5, 2.5, 1e21, -0.125, 123456789012345680000, true, false])('%p is read back', (value) => {
  expect(readBack(value)).toBe(value)
})

function readBack(value: string | number | boolean): unknown {
  const rendering = renderTemplate(`#set($value = ${vtlLiteral(value)})$util.toJson($value)`, {})
  return rendering.kind === 'value' ? rendering.value : rendering
}
