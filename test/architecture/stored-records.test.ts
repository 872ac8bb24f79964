import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

/*
 * What is stored and read again is read by `src/core/documents/stored-record.ts`, so that a damaged record ends with a failure that names it.
 * `JSON.parse` is left to what was never stored; each file says what that is.
 */
const notStored: Readonly<Record<string, string>> = {
  'src/core/documents/read-json.ts': 'the one reader of documents',
  'src/core/secrets/secret-mask.ts': 'a secret, to find its parts',
  'src/aws/appsync/data-sources.ts': 'the answer of a data source',
  'src/aws/appsync/dynamodb-lists.ts': 'the token of a page, from a caller',
  'src/aws/gate/queue-behind-rule.ts': 'events in our own queue',
  'src/aws/pipeline-actions/function-call.ts': 'the answer of a function',
  'src/aws/sign-in/web-identity.ts': 'the token of an identity provider',
  'src/delivery/gate/calls/parse-answer.ts': 'the answer of an API',
  'src/delivery/gate/scenario/convert.ts': 'a text of a scenario',
  'src/delivery/template/same-template.ts': 'a template, to see whether it is JSON',
  'src/delivery/template/text/json-comment.ts': 'a template, to see whether it is JSON with comments',
  'src/generator/infrastructure/permissions.ts': 'keys that the same function wrote',
  'src/generator/summary/tables-of.ts': 'templates that the same run wrote',
  'src/generator/model/python/check-python.ts': 'the answer of Python',
  'src/generator/model/read/domain/read-roles.ts': 'a file of the model',
  'src/generator/model/read/reader/values.ts': 'values of the model',
  'src/hosts/context/github-identity.ts': 'the answer of GitHub',
  'src/local/appsync/': 'requests and answers of the local AppSync',
  'src/local/codepipeline/builds/build-environment.ts': 'a secret, to find one of its values',
  'src/local/codepipeline/builds/session.ts': 'the answer of Python',
  'src/local/codepipeline/providers/':
    'configurations and artifacts of others, and checkpoints in records that the ledger has read',
  'src/local/egress/secrets.ts': 'the body of a request, to hide its secrets',
  'src/pipeline/admission/check-values.ts': 'a value of a definition, to see whether it is JSON',
  'src/pipeline/execution/own-record.ts': 'the end of a log',
  'src/stages/deploy/named-values/read-json.ts': 'an input',
  'src/system/foreign-python.ts': 'the answer of Python',
  'src/system/package-root.ts': 'the package.json of this toolkit',
}

const root = packageRoot()
const parsing = ['src', 'actions']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => /\bJSON\.parse\b/.test(readFileSync(path, 'utf8')))
  .map((path) => relative(root, path))
const covers = (entry: string, path: string) => path === entry || (entry.endsWith('/') && path.startsWith(entry))

test('JSON that is stored is read in one place: elsewhere nothing but what is listed here is parsed', () => {
  expect(parsing.filter((path) => !Object.keys(notStored).some((entry) => covers(entry, path)))).toEqual([])
})

test('the list has no entry that parses nothing', () => {
  expect(Object.keys(notStored).filter((entry) => !parsing.some((path) => covers(entry, path)))).toEqual([])
})
