import { expect, test } from '@jest/globals'
import { testPython } from '../../../../test/support/ministack.ts'
import { nodeProcesses } from '../../../system/node-processes.ts'
import { indentedPython } from './indented-python.ts'

/** Whether Python sees the same program in the code and in its indented form as the body of a function. */
async function sameProgram(codes: readonly string[]): Promise<boolean[]> {
  const script = [
    'import ast, json, sys',
    'def dump(body): return ast.dump(ast.Module(body, []))',
    'def same(pair): return dump(ast.parse(pair[0]).body) == dump(ast.parse("def f():\\n" + pair[1]).body[0].body)',
    'print(json.dumps([same(pair) for pair in json.load(sys.stdin)]))',
  ].join('\n')
  const { stdout, stderr } = await nodeProcesses(new AbortController().signal).run(await testPython(), ['-c', script], {
    input: JSON.stringify(codes.map((code) => [code, indentedPython(code)])),
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const programs = [
  'x = 1\nif x:\n    y = 2\nelse:\n    y = 3',
  'text = """first\n  second\n\nlast"""\nx = 1',
  "text = '''it's\n\"\"\"\n'''\nx = 1",
  'text = "one \\\n  two"\nx = 1',
  'text = """a \\""" b\nc"""\nx = 1',
  "# it's a comment with a quote and \"\"\"\nx = '''\n  # no comment\n'''",
  'text = f"""{1 +\n 1}\n  end"""\nx = [\n1,\n  2,\n]',
  'if 1:\n\tx = 1\n\tif x:\n\t\ty = 2',
  'if 1:\n    x = 1\nif 2:\n\tx = 1\n\tif x:\n\t    y = 2',
  'if 1:\r\n    x = """a\r\nb"""\r\n',
  "x = r'\\'b'\ny = 1\nz = b'''\n\\'''\n'''",
  'def inner():\n    return 1\n\n\nx = inner()\n\n',
  'x = 1 + \\\n2\ny = {\n"a": 1}',
]

test('indented code is the same program, whatever its texts, tabs and line breaks', async () => {
  expect(await sameProgram(programs)).toEqual(programs.map(() => true))
})

test('lines inside of a text stay where they are', () => {
  expect(indentedPython('x = """a\n b"""\ny = 1')).toBe('    x = """a\n b"""\n    y = 1')
})

test('code that is indented by tabs gets four spaces for each', () => {
  expect(indentedPython('if 1:\n\tx = 1')).toBe('    if 1:\n        x = 1')
})
