import { expect, test } from '@jest/globals'
import { expandPattern } from './expand-pattern.ts'
import { parseGlobalCall } from './global-call.ts'
import { splitIdempotencyKey } from './idempotency-key.ts'
import { resolveMarks } from './marks.ts'
import { parseSeconds } from './seconds.ts'

const member = (name: string) => `event.${name}`

test.each([
  ['#flow.total * 2', 'flow.total * 2'],
  ["#event.spot + ':' + #event.plate", "event.spot + ':' + event.plate"],
  ["not #flow.email and #item['paid']", "not flow.email and item['paid']"],
  ["#'fixed text'", "'fixed text'"],
  ["#''", "''"],
  ["#'#text'", "'#text'"],
  ['#[n for n in flow.numbers]', '[n for n in flow.numbers]'],
  ['#1', '1'],
  [`#f"a#b{flow.x}" + 'it\\'s #no' + #flow.y`, `f"a#b{flow.x}" + 'it\\'s #no' + flow.y`],
  ['#global.garageOf(spot)', 'expressions.garageOf(event.spot)'],
  ["#global.f( a , 'x y' , b.c )", 'expressions.f(event.a, "x y", b.c)'],
  ["#global.f(a) + ':' + #event.b", "expressions.f(event.a) + ':' + event.b"],
])('the value %s means the Python %s', (value, python) => {
  expect(resolveMarks(value, member).python).toBe(python)
})

test('a superfluous parenthesis after a call is left out, and told', () => {
  expect(resolveMarks('#global.f(a))', member)).toMatchObject({ python: 'expressions.f(event.a)', surplus: ')' })
})

test('a mark that would start a comment is refused', () => {
  expect(() => resolveMarks('#flow.a # total', member)).toThrow('would start a comment')
})

test('the arguments of a call are names or texts', () => {
  expect(parseGlobalCall("global.f(#foreign-key#, 'x', entity.code)", 0).arguments).toEqual([
    { kind: 'name', name: '#foreign-key#' },
    { kind: 'text', text: 'x' },
    { kind: 'name', name: 'entity.code' },
  ])
  expect(() => parseGlobalCall('global.f(a + b)', 0)).toThrow('expected , or )')
  expect(() => parseGlobalCall('global.f(a', 0)).toThrow('expected , or )')
})

test.each([
  ['60', 60],
  ['24 * 60 * 60', 86400],
  ['(1 + 2) * -(-10)', 30],
  ['90 / 60', 1],
])('%s is %d seconds', (text, seconds) => {
  expect(parseSeconds(text)).toBe(seconds)
})

test.each(['', '0', '1 +', '2 ** 3', "__import__('os')", '(1', '1 2', '1 / 0', '-5'])(
  '%s is no number of seconds',
  (text) => {
    expect(() => parseSeconds(text)).toThrow()
  },
)

test('an idempotency key takes the longest mapping value at each place', () => {
  const values = ['code', "#event.code + 'x y'", 'code2']

  expect(splitIdempotencyKey("code  #event.code + 'x y' code2", values)).toEqual({
    values: ['code', "#event.code + 'x y'", 'code2'],
    rest: '',
  })
  expect(splitIdempotencyKey('code plate', values)).toEqual({ values: ['code'], rest: 'plate' })
})

const patterns: Readonly<Record<string, string>> = {
  GarageCode: '^[A-Z]{3}$',
  SpotKey: '^{{GarageCode}}:\\d{1,3}$',
  Either: '^a|b$',
  Price: '^\\d+\\$',
  Loop: '{{Pool}}',
  Pool: '{{Loop}}',
}
const find = (name: string) => patterns[name]

test('a pattern takes in others without their anchors', () => {
  expect(expandPattern('{{SpotKey}}', find)).toBe('[A-Z]{3}:\\d{1,3}')
  expect(expandPattern('^{{SpotKey}}/x$', find)).toBe('^[A-Z]{3}:\\d{1,3}/x$')
  expect(expandPattern('^{{Either}}c$', find)).toBe('^(?:a|b)c$')
  expect(expandPattern('{{Price}}', find)).toBe('\\d+\\$')
})

test('a cycle of patterns and an unknown pattern are refused', () => {
  expect(() => expandPattern('{{Loop}}', find)).toThrow('pattern Loop refers to itself (Loop > Pool > Loop)')
  expect(() => expandPattern('{{Nothing}}', find)).toThrow('there is no pattern Nothing')
})
