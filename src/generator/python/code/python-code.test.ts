import { expect, test } from '@jest/globals'
import { codeFunction, lambda } from './python-code.ts'
import { call, keyword, layout, list } from './python-layout.ts'

const place = { file: 'domain/A.xml', line: 7 }
const source = (text: string) => ({ text, place })
const written = (text: string) => layout(lambda(['flow'], source(text)))

test('an expression stays one argument', () => {
  expect(written('flow.a + f(1, 2)')).toBe('lambda flow: flow.a + f(1, 2)')
  expect(written('flow.a, flow.b')).toBe('lambda flow: (flow.a, flow.b)')
  expect(written('x := 1')).toBe('lambda flow: (x := 1)')
  expect(written("', '.join(flow.a)")).toBe("lambda flow: ', '.join(flow.a)")
})

test('an expression over several lines moves with the code around it', () => {
  const node = call('emit', lambda(['flow'], source('{\n"a": 1,\n}')))
  expect(layout(node)).toBe('emit(\n    lambda flow: (\n        {\n        "a": 1,\n        }\n    ),\n)')
})

test('a comment cannot swallow the parenthesis behind an expression', () => {
  expect(written('1 # one')).toBe('lambda flow: (\n    1 # one\n)')
})

test('code without a statement becomes a function that does nothing', () => {
  expect(codeFunction('run', ['flow'], source('# nothing'))).toBe(
    '# domain/A.xml:7\ndef run(flow):\n    # nothing\n    pass',
  )
})

test('a file name cannot leave its comment', () => {
  const named = { text: 'pass', place: { file: 'a\nimport os\u2028.xml', line: 1 } }
  expect(codeFunction('run', [], named).split('\n')[0]).toBe('# a import os .xml:1')
})

test('what does not fit on a line has an item on each, and a comma behind the last', () => {
  const short = call('f', '1', keyword('a', list(['2', '3'])))
  expect(layout(short)).toBe('f(1, a=[2, 3])')
  const long = call('f', keyword('a', list(['x'.repeat(60), 'y'.repeat(60)])))
  expect(layout(long)).toBe(`f(\n    a=[\n        ${'x'.repeat(60)},\n        ${'y'.repeat(60)},\n    ],\n)`)
})
