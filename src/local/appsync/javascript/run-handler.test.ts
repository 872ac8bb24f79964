import { expect, test } from '@jest/globals'
import { runHandler } from './run-handler.ts'

const session = {
  authType: 'API Key Authorization',
  field: { name: 'send', type: 'Mutation' },
  addResponseHeader: () => undefined,
  log: () => undefined,
  setSubscriptionFilter: () => undefined,
}

function run(body: string, context = {}, more = {}) {
  const code = `import { util, runtime } from '@aws-appsync/utils'\nexport function request(ctx) {\n${body}\n}`
  return runHandler(code, 'request', { stash: {}, ...context }, { ...session, ...more })
}

test('a handler answers a request and fills the stash', () => {
  const stash = {}

  const rendering = run(`ctx.stash.text = ctx.args.text.toUpperCase(); return { payload: ctx.arguments.text }`, {
    arguments: { text: 'a' },
    stash,
  })

  expect(rendering).toMatchObject({ kind: 'value', value: { payload: 'a' } })
  expect(stash).toEqual({ text: 'A' })
})

test('base64 is decoded to text', () => {
  expect(run(`return util.base64Decode('w6kgYg==') + util.base64Encode('é')`)).toMatchObject({ value: 'é bw6k=' })
})

test.each([
  ['util.matches', `util.matches('^a+$', 'aaa')`, true],
  ['util.dynamodb', `util.dynamodb.toMapValues({ a: 1, b: ['x'] })`, { a: { N: 1 }, b: { L: [{ S: 'x' }] } }],
  ['util.time', `util.time.epochMilliSecondsToISO8601(0)`, '1970-01-01T00:00:00.000Z'],
  ['util.str', `util.str.normalize('é', 'nfd').length`, 2],
  ['util.autoId', `util.autoId().length`, 36],
  ['util.authType', `util.authType()`, 'API Key Authorization'],
  [
    'util.transform',
    `JSON.parse(util.transform.toDynamoDBFilterExpression({ a: { eq: 1 } })).expression`,
    '#a = :a_eq',
  ],
])('%s is there', (_, expression, value) => {
  expect(run(`return ${expression}`)).toMatchObject({ kind: 'value', value })
})

test('an error ends the handler with its type, data and info', () => {
  expect(run(`util.error('no', 'Never', { a: 1 }, { b: 2 }); return 1`)).toMatchObject({
    kind: 'error',
    error: { message: 'no', errorType: 'Never', data: { a: 1 }, errorInfo: { b: 2 } },
  })
})

test('an appended error leaves the value', () => {
  expect(run(`util.appendError('half', 'Partial'); return 1`)).toMatchObject({
    kind: 'value',
    value: 1,
    errors: [{ errorType: 'Partial' }],
  })
})

test('an early return ends the handler', () => {
  expect(run(`runtime.earlyReturn({ a: 1 }); return 2`)).toMatchObject({ kind: 'return', value: { a: 1 } })
})

test('an alias of an import works', () => {
  const code = `import { util as u } from '@aws-appsync/utils'\nexport const request = (ctx) => u.typeOf([])`

  expect(runHandler(code, 'request', {}, session)).toMatchObject({ value: 'List' })
})

test('what is logged is handed over', () => {
  const lines: string[] = []

  run(`console.log('saw', { a: 1 })`, {}, { log: (line: string) => lines.push(line) })

  expect(lines).toEqual(['Mutation.send: saw {"a":1}'])
})

test.each([
  ['a mistake of its own', `return ctx.nothing.at.all`, /undefined/],
  [
    'a loop without end',
    `for (const a of { [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }) {}`,
    /timed out/,
  ],
  ['exceptions', `try { return 1 } catch (e) { return 2 }`, /no exceptions/],
  ['while', `while (true) {}`, /no while loops/],
  ['a C-style loop', `for (let i = 0; i < 3; i += 1) {}`, /no C-style for loops/],
  ['increments', `let i = 0; i++`, /no the operators|\+\+/],
  ['another import', `}\nimport x from 'fs'\nexport function response() {`, /only @aws-appsync\/utils/],
])('a handler with %s is an error', (_, body, message) => {
  expect(run(body)).toMatchObject({
    kind: 'error',
    error: { errorType: 'Code', message: expect.stringMatching(message) },
  })
})

test.each([
  ['process', `typeof process`],
  ['require', `typeof require`],
  ['fetch', `typeof fetch`],
  ['setTimeout', `typeof setTimeout`],
  ['the bridge', `typeof bridge`],
])('a handler cannot see %s', (_, expression) => {
  expect(run(`return ${expression}`)).toMatchObject({ value: 'undefined' })
})

test('a handler cannot reach this process through what it is given', () => {
  const reached = run(
    `
    const attempts = [util.error, util.autoId, util.dynamodb.toMap, console.log, ctx, ctx.stash, ctx.args]
    return attempts.map((value) => typeof value['constr' + 'uctor']['constr' + 'uctor'])
  `,
    { arguments: {} },
  )
  const escaped = run(`return util.autoId['constr' + 'uctor']('return process.pid')()`)

  expect(reached).toMatchObject({ value: Array(7).fill('function') })
  expect(escaped).toMatchObject({
    kind: 'error',
    error: { message: expect.stringContaining('Code generation from strings') },
  })
})
