import { expect, test } from '@jest/globals'
import { renderTemplate } from '../../../src/local/appsync/vtl/render-template.ts'
import { javaMethods, programmingGuide, velocityGuide } from './language-cases.ts'
import { collections, context, dynamoDB, general, time, transform } from './util-cases.ts'

const seen = () => ({
  arguments: { id: '123', meta: 'testing', number: 7, flag: true },
  source: { code: 'PAR' },
  result: { id: 123, list: [{ name: 'first' }, { name: 'second' }] },
  prev: { result: { step: 'one' } },
  identity: { username: 'jane', sub: '1-2', claims: { 'cognito:groups': ['manager', 'user'] } },
  request: { headers: { custom: 'nadia', host: 'example.com', connection: 'close' }, domainName: null },
  info: {
    fieldName: 'getPost',
    parentTypeName: 'Query',
    variables: { a: 1 },
    selectionSetList: ['postId', 'author', 'author/name'],
    selectionSetGraphQL: '{ postId author { name } }',
  },
  stash: {},
})

/** The text that a template prints, whatever it is; JSON is another matter. */
function printed(template: string): unknown {
  const rendering = renderTemplate(`#set($text = "${template.replaceAll('"', '""')}")$util.toJson($text)`, seen(), {
    authType: 'User Pool Authorization',
  })
  return rendering.kind === 'value' ? rendering.value : rendering
}

test.each(programmingGuide)('programming guide: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(velocityGuide)('Velocity: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(javaMethods)('Java: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(general)('$util: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(time)('$util.time: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(collections)('helpers: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(dynamoDB)('$util.dynamodb: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(transform)('$util.transform: %s', (_, template, text) => expect(printed(template)).toBe(text))
test.each(context)('$context: %s', (_, template, text) => expect(printed(template)).toBe(text))

const failures: readonly (readonly [title: string, template: string, error: object])[] = [
  ['error with a message', '$util.error("no")', { message: 'no', errorType: null, data: null, errorInfo: null }],
  ['error with a type', '$util.error("no", "Never")', { message: 'no', errorType: 'Never' }],
  ['error with data', '$util.error("no", "Never", {"a": 1})', { errorType: 'Never', data: { a: 1 }, errorInfo: null }],
  ['error with info', '$util.error("no", "Never", null, {"b": 2})', { data: null, errorInfo: { b: 2 } }],
  [
    'unauthorized',
    '$util.unauthorized()',
    { message: 'Not Authorized to access getPost on type Query', errorType: 'Unauthorized' },
  ],
  ['validate', '$util.validate(false, "wrong")', { message: 'wrong', errorType: 'CustomTemplateException' }],
  [
    'validate with a type and data',
    '$util.validate(1 == 2, "wrong", "Bad", {"a": 1})',
    { message: 'wrong', errorType: 'Bad', data: { a: 1 } },
  ],
  ['an error inside a loop inside if', '#if(true)#foreach($i in [1])$util.error("deep")#end#end', { message: 'deep' }],
  [
    'a method that does not exist',
    '$util.tojson(1)',
    { errorType: 'MappingTemplate', message: expect.stringContaining('tojson') },
  ],
  ['a method of a text that does not exist', '$ctx.args.id.upper()', { errorType: 'MappingTemplate' }],
  [
    'a template that cannot be parsed',
    '#if($a)x',
    { errorType: 'MappingTemplate', message: expect.stringContaining('[line 1, column 9]') },
  ],
  [
    'a pattern that is wrong',
    '$util.matches("[", "a")',
    { message: expect.stringContaining('PatternSyntaxException') },
  ],
  ['an index outside of a list', '#set($l = [1])$l[3]', { message: expect.stringContaining('Index: 3, Size: 1') }],
  [
    'a substring outside of a text',
    '$ctx.args.id.substring(9)',
    { message: expect.stringContaining('StringIndexOutOfBounds') },
  ],
  [
    'a duplicate key',
    '{"aField": 1, "aField": 2}',
    { message: "Duplicate field 'aField' detected on Object. Duplicate JSON keys are not allowed." },
  ],
  [
    'trailing characters',
    '{"a": 1}extraneouschars',
    { message: 'Trailing characters at the end of the JSON string are not allowed.' },
  ],
  ['text that is no JSON', '{"a": hello}', { errorType: 'MappingTemplate' }],
  ['a quote from a client breaks an unsafe template', '{"a": "$ctx.args.quoted"}', { errorType: 'MappingTemplate' }],
  ['a loop over more than 1000 items', '#foreach($i in [1..1001])#end', { message: expect.stringContaining('1000') }],
]

test.each(failures)('a template fails by %s', (_, template, error) => {
  const context = { ...seen(), arguments: { ...seen().arguments, quoted: 'a"b' } }

  expect(renderTemplate(template, context)).toMatchObject({ kind: 'error', error })
})

const values: readonly (readonly [title: string, template: string, rendering: object])[] = [
  [
    'an object',
    '{"version": "2018-05-29", "payload": $util.toJson($ctx.args.id)}',
    { kind: 'value', value: { version: '2018-05-29', payload: '123' } },
  ],
  ['nothing', '  \n #set($a = 1)\n', { kind: 'value', value: undefined }],
  [
    'a comma too many',
    '{"a": [1, 2,], "nextToken": null,\n}',
    { kind: 'value', value: { a: [1, 2], nextToken: null } },
  ],
  ['what stands before a stop', '{"a": 1}#stop {"b": 1}', { kind: 'value', value: { a: 1 } }],
  ['return with a value', '#return({"a": $ctx.args.number})\n{"b": 1}', { kind: 'return', value: { a: 7 } }],
  ['return without a value', '#if($ctx.args.flag)\n  #return\n#end\n{}', { kind: 'return', value: null }],
  ['return inside a loop', '#foreach($i in [1..3])#if($i == 2)#return($i)#end#end', { kind: 'return', value: 2 }],
  [
    'an appended error beside a value',
    '$util.appendError("half", "Partial", {"a": 1}){"b": 1}',
    { kind: 'value', value: { b: 1 }, errors: [{ errorType: 'Partial', data: { a: 1 } }] },
  ],
  [
    '__proto__ as a key',
    '#set($m = {})$util.qr($m.put("__proto__", "x"))$util.toJson($m)',
    { kind: 'value', value: JSON.parse('{"__proto__": "x"}') },
  ],
]

test.each(values)('a template gives %s', (_, template, rendering) => {
  expect(renderTemplate(template, seen())).toMatchObject(rendering)
})

test('a template cannot reach the constructor of a value', () => {
  const rendering = renderTemplate('"$!ctx.args.id.constructor$!ctx.constructor$!util.constructor"', seen())

  expect(rendering).toMatchObject({ kind: 'value', value: '' })
})

test('a stash that a template fills is seen by the caller', () => {
  const stash: Record<string, unknown> = {}

  renderTemplate('$util.qr($ctx.stash.put("a", [1]))', { stash })

  expect(stash).toEqual({ a: [1] })
})

test('headers that a template adds are handed over, restricted ones are errors', () => {
  const headers = new Map<string, string>()
  const addResponseHeader = (name: string, value: string) => headers.set(name, value)

  const rendering = renderTemplate(
    '$util.http.addResponseHeader("itemsCount", 7)$util.http.addResponseHeaders({"x-amz-a": 1, "b": {"c": 2}})',
    {},
    { addResponseHeader },
  )

  expect([...headers]).toEqual([
    ['itemscount', '7'],
    ['b', '{"c":2}'],
  ])
  expect(rendering.errors).toMatchObject([{ errorType: 'ResponseHeaderError' }])
})

test('what a template logs is handed over with its values filled in', () => {
  const lines: string[] = []

  renderTemplate('$util.log.info("saw {} and {}", 1, "two")', seen(), { log: (line) => lines.push(line) })

  expect(lines).toEqual(['info Query.getPost: saw 1 and two'])
})
