import { expect, test } from '@jest/globals'
import { seededRandom } from '../../../../test/support/seeded-random.ts'
import type { Files } from '../../../core/ports/files.ts'
import { separator } from '../../../core/run/describe.ts'
import { parseParameters, parseTags } from './parse-named-values.ts'

const texts: Readonly<Record<string, string>> = {
  'parameters.json': '[{"ParameterKey":"A","ParameterValue":"1"}]',
  '/a folder/parameters.yml': 'A: "1"\nB: two\n',
  'windows.json': '\uFEFF[\r\n\t{"ParameterKey":"A","ParameterValue":"1"}\r\n]\r\n',
  'empty.yml': '\n',
  'utf-16.json': '\uFFFD\uFFFD[\u0000]\u0000',
}
const files = { readText: async (path: string) => texts[path] } as unknown as Files
const parameters = async (text: string) => (await parseParameters(text, files)).values
const tags = (text: string) => parseTags(text, files)

test.each<[string, string, Record<string, string>]>([
  ['pairs by comma', 'A=1,B=two', { A: '1', B: 'two' }],
  ['pairs by comma with blanks, as folded YAML gives them', 'A=1, B=two, C=3', { A: '1', B: 'two', C: '3' }],
  ['a comma after the last pair', 'A=1,\nB=2,', { A: '1', B: '2' }],
  ['pairs by line', 'A=1\nB=x=y\n', { A: '1', B: 'x=y' }],
  ['lines that end as on Windows', 'A=1\r\nB="x\r\ny"\r\nC=3', { A: '1', B: 'x\r\ny', C: '3' }],
  ['pairs by blank', 'A=1 C=2', { A: '1', C: '2' }],
  ['pairs by blank, one of them empty', 'A= C=2  D=', { A: '', C: '2', D: '' }],
  ['pairs by blank with quotes', `A="x y" B='z, w' C=3`, { A: 'x y', B: 'z, w', C: '3' }],
  ['a value of several words', 'A=say it again,B=2', { A: 'say it again', B: '2' }],
  ['a cron expression', 'At=cron(30 0 * * ? *),B=2', { At: 'cron(30 0 * * ? *)', B: '2' }],
  ['a connection string in quotes', 'A="Server=x;User Id=y",B=2', { A: 'Server=x;User Id=y', B: '2' }],
  ['a value with an option that has an equals sign', 'Opts=-Xmx1g --level=3', { Opts: '-Xmx1g --level=3' }],
  ['quoted values with commas and lines', 'A="a,b\nc",B="say \\"hi\\""', { A: 'a,b\nc', B: 'say "hi"' }],
  ['single quotes, with double ones inside', `A='a,"b",c',B='x\ny'`, { A: 'a,"b",c', B: 'x\ny' }],
  ['an apostrophe in a value', "A=it's,B=2", { A: "it's", B: '2' }],
  ['backslashes', 'A="C:\\new",B="\\\\server\\x",C=\\d+', { A: 'C:\\new', B: '\\\\server\\x', C: '\\d+' }],
  ['a backslash at the end of a quoted value', 'A="C:\\new\\\\",B=2', { A: 'C:\\new\\', B: '2' }],
  ['JSON as a value', `A='{"a":[1,2]}'`, { A: '{"a":[1,2]}' }],
  ['a repeated name, which is a list', 'A=1,B=2,A=3', { A: '1,3', B: '2' }],
  ['a repeated name with quotes', `A="1,2",A='3'`, { A: '1,2,3' }],
  ['empty values', 'A=,B=""', { A: '', B: '' }],
  ['addresses as values', 'Url=https://example.org/?a=b', { Url: 'https://example.org/?a=b' }],
  ['a JSON list of parameters', '[{"ParameterKey":"A","ParameterValue":"1"}]', { A: '1' }],
  ['what DescribeStacks answers', '[{"ParameterKey":"A","ParameterValue":"/p","ResolvedValue":"x"}]', { A: '/p' }],
  ['a JSON mapping', '{"A":1,"B":["x","y"]}', { A: '1', B: 'x,y' }],
  [
    'numbers and booleans of JSON as they are written',
    '{"A":1.50,"B":12345678901234567890,"C":true}',
    {
      A: '1.50',
      B: '12345678901234567890',
      C: 'true',
    },
  ],
  ['escapes of JSON', '{"A":"\\u00fc\\/\\n\\ud83d\\ude00"}', { A: 'ü/\n😀' }],
  ['a YAML mapping, values as they are written', 'A: 007\nB: yes\nC: 1.20\n', { A: '007', B: 'yes', C: '1.20' }],
  [
    'texts with lines in YAML',
    'A: |\n  first\n  second\nB: "null"\nC: ""\n',
    { A: 'first\nsecond\n', B: 'null', C: '' },
  ],
  ['a YAML list', '- ParameterKey: A\n  ParameterValue: 7\n', { A: '7' }],
  ['YAML with a comment first', '# ours\nA: b=c\n', { A: 'b=c' }],
  ['a file', 'file://parameters.json', { A: '1' }],
  ['a file by an address with a blank', 'file:///a%20folder/parameters.yml', { A: '1', B: 'two' }],
  ['a file that Windows wrote', 'file://windows.json', { A: '1' }],
  ['two flags in different forms', `A=1${separator}{"B":"2"}${separator}file://parameters.json`, { A: '1', B: '2' }],
  ['nothing', '  ', {}],
  ['an empty file', 'file://empty.yml', {}],
])('%s are understood', async (_what, text, values) => {
  expect(await parameters(text)).toEqual(values)
})

test.each([
  ['a value that is not closed', 'A="secret'],
  ['a single quote that is not closed', "A='secret,B=2"],
  ['text after the closing quote', 'A="secret" more'],
  ['two words before the next pair', 'A=go secret C=2'],
  ['a connection string without quotes', 'A=Server=x;User Id=y;Password=secret'],
  ['a list of subnets without quotes', 'Group=sg-1,Subnets=subnet-1,secret-2'],
  ['a word alone', 'secret'],
  ['a word after a comma', 'A=1,secret'],
  ['two commas', 'A=secret,,B=2'],
  ['an address', 'https://example.org/secret.json'],
  ['a list without names', '["secret"]'],
  ['JSON that breaks off', '[{"ParameterKey":"A","ParameterValue":"secret"'],
  ['pairs in braces', '{A=secret}'],
  ['a JSON list with equals signs', '[{"ParameterKey"="A","ParameterValue"="secret"}]'],
  ['an entry without a value', '[{"ParameterKey":"A"}]'],
  ['an entry with null', '[{"ParameterKey":"A","ParameterValue":null}]'],
  ['an entry that does not keep its value and has none', '[{"ParameterKey":"A","UsePreviousValue":false}]'],
  ['a value and UsePreviousValue', '[{"ParameterKey":"A","ParameterValue":"secret","UsePreviousValue":true}]'],
  ['a misspelt member', '[{"ParameterKey":"A","ParamterValue":"secret"}]'],
  ['a UsePreviousValue that is neither', '[{"ParameterKey":"A","UsePreviousValue":"secret"}]'],
  ['null in a mapping', '{"A":null}'],
  ['an empty value in YAML', 'A:\nB: 2\n'],
  ['null in YAML', 'A: ~\n'],
  ['a name twice in a list', '[{"ParameterKey":"A","ParameterValue":"1"},{"ParameterKey":"A","ParameterValue":"2"}]'],
  ['a name twice in a mapping', '{"A":"1","A":"2"}'],
  ['a name twice in YAML', 'A: 1\nA: 2\n'],
  ['two values in two flags', `A=1${separator}A=2`],
  ['a mapping as a value', '{"A":{"b":"secret"}}'],
  ['an item with a comma', '{"A":["x,y"]}'],
  ['deep nesting', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['a file in UTF-16', 'file://utf-16.json'],
  ['the short form of create-stack', 'ParameterKey=A,ParameterValue=secret ParameterKey=B,ParameterValue=2'],
  ['JSON as a value without quotes', 'A={"b":"secret","c":2}'],
  ['an alias in YAML', 'A: &a secret\nB: *a\n'],
])('%s is refused without showing a value', async (_what, text) => {
  const error = await parameters(text).catch((thrown) => thrown)
  expect(error).toMatchObject({ reason: 'input-invalid', hint: expect.any(String) })
  expect(`${error.message} ${error.hint}`).not.toContain(text.startsWith('https') ? 'secret.json' : 'secret')
})

test('UsePreviousValue: true names a parameter without giving it a value', async () => {
  const text = '[{"ParameterKey":"A","UsePreviousValue":true},{"ParameterKey":"B","ParameterValue":""}]'
  expect(await parseParameters(text, files)).toEqual({ values: { B: '' }, kept: ['A'] })
})

test('broken JSON says where it breaks off', async () => {
  await expect(tags('[\n  {"Key":"a" "Value":"b"}\n]')).rejects.toThrow('begins like JSON and is not JSON: line 2,')
})

test.each<[string, string, Record<string, string> | undefined]>([
  [
    'a JSON list',
    '[{"Key":"cost center","Value":"a b"},{"Key":"x/y","Value":""}]',
    { 'cost center': 'a b', 'x/y': '' },
  ],
  ['a JSON mapping', '{"team":"parking","a:b":"c=d"}', { team: 'parking', 'a:b': 'c=d' }],
  ['a YAML list', '- Key: a/b\n  Value: "1"\n', { 'a/b': '1' }],
  [
    'a YAML mapping',
    'kubernetes.io/cluster/x: owned\nteam: a=b\n',
    { 'kubernetes.io/cluster/x': 'owned', team: 'a=b' },
  ],
  [
    'pairs with a slash and a blank in the key',
    'acme/team=parking,cost center=42',
    {
      'acme/team': 'parking',
      'cost center': '42',
    },
  ],
  ['pairs with a colon in the key', 'acme:team=parking', { 'acme:team': 'parking' }],
  ['pairs by blank with quotes', 'team="a b" "x=y"=z', { team: 'a b', 'x=y': 'z' }],
  ['a value with blanks', 'team=north and south,b=2', { team: 'north and south', b: '2' }],
  ['an empty list', '[]', {}],
  ['an empty mapping', '{}', {}],
  ['nothing', ' ', undefined],
])('tags as %s are understood', async (_what, text, values) => {
  expect(await tags(text)).toEqual(values)
})

test.each([
  ['a name of AWS', 'aws:team=x'],
  ['a name of AWS in JSON', '[{"Key":"AWS:team","Value":"x"}]'],
  ['broken JSON', '[{"Key"="team","Value"="x"}]'],
  ['the short form of create-stack', 'Key=team,Value=x'],
  ['two values of one name', 'team=x,team=y'],
  ['a blank before another name', 'team=x note=y'],
  ['a list as a value', '{"team":["x"]}'],
  ['no value', '[{"Key":"team"}]'],
  ['an entry for parameters', '[{"ParameterKey":"team","ParameterValue":"x"}]'],
])('tags with %s are refused', async (_what, text) => {
  await expect(tags(text)).rejects.toMatchObject({ reason: 'input-invalid' })
})

test('any value survives every form', async () => {
  const random = seededRandom(8)
  const letters = ['a', 'Z', '0', ' ', ',', '=', '"', "'", '\\', '\n', ':', '/', '{', '#', 'é', '😀', '$', '-', '\t']
  const pick = () => letters[random.below(letters.length)]!
  for (let round = 0; round < 500; round++) {
    const value = Array.from({ length: random.below(12) }, pick).join('')
    const wanted = { A: value, B: '2' }
    const quoted = `"${value.replace(/(\\*)("|$)/g, (_, slashes, end) => slashes + slashes + (end && `\\${end}`))}"`
    const forms = [
      JSON.stringify(wanted),
      JSON.stringify([
        { ParameterKey: 'A', ParameterValue: value },
        { ParameterKey: 'B', ParameterValue: '2' },
      ]),
      `A: ${JSON.stringify(value)}\nB: 2\n`,
      `A=${quoted},B=2`,
      `A=${quoted} B=2`,
      `B=2\nA=${quoted}`,
      ...(value.includes("'") ? [] : [`A='${value}',B=2`]),
    ]
    for (const form of forms) expect([form, await parameters(form)]).toEqual([form, wanted])
  }
})
