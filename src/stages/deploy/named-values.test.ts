import { expect, test } from '@jest/globals'
import type { Files } from '../../core/ports/files.ts'
import { parseNamedValues } from './named-values.ts'

const files = { readText: async () => '[{"ParameterKey":"A","ParameterValue":"1"}]' } as unknown as Files

test.each<[string, string, Record<string, string>]>([
  ['pairs by comma', 'A=1,B=two', { A: '1', B: 'two' }],
  ['pairs by line', 'A=1\nB=x=y\n', { A: '1', B: 'x=y' }],
  ['quoted values with commas and lines', 'A="a,b\nc",B="say \\"hi\\""', { A: 'a,b\nc', B: 'say "hi"' }],
  ['empty values', 'A=,B=', { A: '', B: '' }],
  ['addresses as values', 'Url=https://example.org/?a=b', { Url: 'https://example.org/?a=b' }],
  ['a JSON list of parameters', '[{"ParameterKey":"A","ParameterValue":"1"}]', { A: '1' }],
  ['a JSON list of tags', '[{"Key":"team","Value":"a b"}]', { team: 'a b' }],
  ['a JSON mapping', '{"A":1,"B":["x","y"]}', { A: '1', B: 'x,y' }],
  ['a YAML mapping, values as they are written', 'A: 007\nB: yes\n', { A: '007', B: 'yes' }],
  ['a file', 'file://parameters.json', { A: '1' }],
  ['nothing', '  ', {}],
])('%s are understood', async (_what, text, values) => {
  expect(await parseNamedValues(text, 'parameter-overrides', files)).toEqual(values)
})

test.each([
  ['a value that is not closed', 'A="open'],
  ['a word alone', 'word'],
  ['an address', 'https://example.org/parameters.json'],
  ['a list without names', '[1,2]'],
])('%s is refused without showing a value', async (_what, text) => {
  await expect(parseNamedValues(text, 'parameter-overrides', files)).rejects.toMatchObject({ reason: 'input-invalid' })
})
