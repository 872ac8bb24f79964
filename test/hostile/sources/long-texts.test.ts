import { expect, test } from '@jest/globals'
import type { GraphQLScalarType } from 'graphql'
import { objectTypes } from '../../../src/aws/appsync/configuration.ts'
import { parseAnswer } from '../../../src/delivery/gate/calls/parse-answer.ts'
import { parseRequirements } from '../../../src/delivery/packaging/requirements.ts'
import { gitFailure } from '../../../src/delivery/publishing/git/git-failure.ts'
import { repositoryName } from '../../../src/delivery/publishing/git/repository-address.ts'
import { isSameTemplate } from '../../../src/delivery/template/same-template.ts'
import { pythonStretches } from '../../../src/generator/expressions/python-strings.ts'
import { parseRoleTemplate } from '../../../src/generator/expressions/role-template.ts'
import { parseJson } from '../../../src/generator/model/read/reader/values.ts'
import { kebabCase } from '../../../src/generator/names.ts'
import { indentedPython } from '../../../src/generator/python/code/indented-python.ts'
import { buildApiSchema } from '../../../src/local/appsync/api/schema.ts'
import { findRefusedSyntax } from '../../../src/local/appsync/javascript/restricted-syntax.ts'
import { runHandler } from '../../../src/local/appsync/javascript/run-handler.ts'
import { renderTemplate } from '../../../src/local/appsync/vtl/render-template.ts'
import { readPairs } from '../../../src/stages/deploy/named-values/read-pairs.ts'

const many = 200_000
const failing = (read: () => unknown) => () => expect(read).toThrow()
const scalar = (name: string) => buildApiSchema(`type Query { a: ${name} }`).getType(name) as GraphQLScalarType
const handler = (code: string) => () =>
  expect(runHandler(code, 'request', {}, {} as Parameters<typeof runHandler>[3]).kind).toBe('error')

/** Each took minutes, because a pattern looked for its end again from every place where it could begin. */
test.each([
  ['the body of a function', () => indentedPython(`a = 1${' '.repeat(many)}# b`)],
  ['two templates', () => isSameTemplate(`a:${' '.repeat(many)}b`, `a:${' '.repeat(many)}c`)],
  ['a name', () => kebabCase('A'.repeat(many))],
  ['a requirement', () => expect(() => parseRequirements(`a==1${' '.repeat(many)}x`, 'r.txt')).toThrow('not pinned')],
  ['a comment of requirements', failing(() => parseRequirements(`a ${' #\r'.repeat(many)}x`, 'r.txt'))],
  ['a role of openings', failing(() => parseRoleTemplate({ parameters: [], body: { text: '${'.repeat(many) } }))],
  [
    'a role of segments',
    () => parseRoleTemplate({ parameters: ['a'], body: { text: `${'x'.repeat(100_000)}${'${a}b'.repeat(10_000)}` } }),
  ],
  ['Python of open strings', () => pythonStretches(`"${'\\"'.repeat(many)}'''${"\\'''".repeat(many)}`)],
  ['an answer of open strings', () => parseAnswer(`"${'\\"'.repeat(many)}`)],
  ['JSON of open strings', failing(() => parseJson(`"${'\\"'.repeat(many)}`))],
  ['a schema of open strings', () => objectTypes(`"${'\\"'.repeat(many)}\n${'"'.repeat(6 * many + 3)}`)],
  ['the name of a repository', () => repositoryName('a@'.repeat(many))],
  [
    'words of git',
    () =>
      gitFailure({ exitCode: 1, stdout: '', stderr: 'permission to repository '.repeat(many / 4) } as never, {
        name: 'a',
        credentialed: true,
      }),
  ],
  ['pairs', () => readPairs('a=b,\n'.repeat(many / 4), 'x', 'parameter')],
  ['pairs with blanks', () => readPairs(`a=b${' '.repeat(many)}`.repeat(3), 'x', 'parameter')],
  ['an address of dots', failing(() => scalar('AWSEmail').parseValue(`a@${'.'.repeat(many)}@`))],
  ['an address of colons', failing(() => scalar('AWSIPAddress').parseValue(`${':'.repeat(many)}x`))],
  ['open comments of a resolver', () => findRefusedSyntax('/*/'.repeat(many))],
  ['open strings of a resolver', () => findRefusedSyntax(`\`${'\\`'.repeat(many)}`)],
  ['open loops of a resolver', () => findRefusedSyntax('for('.repeat(many))],
  ['blank lines of a resolver', handler(`${'\n'.repeat(many)}x`)],
  ['imports of a resolver', handler('import {\n'.repeat(many / 10))],
  ['an import with blanks', handler(`import { a${' '.repeat(many)}b } from '@aws-appsync/utils'`)],
  ['a text that a template trims', () => renderTemplate(`#set($a = "x${' '.repeat(many)}x")$a.trim()`, {})],
  ['open comments of a template', () => renderTemplate('#*'.repeat(many), {})],
  ['raw texts of a template', () => renderTemplate('#[['.repeat(many), {})],
] as const)('%s of many equal characters is read once', (_, read) => {
  // Before the patterns were mended, each of these took minutes, and the test ended without a result.
  expect(read).not.toThrow()
})
