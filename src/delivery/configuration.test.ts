import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { nodeFiles } from '../system/node-files.ts'
import { packageRoot } from '../system/package-root.ts'
import { environmentOf, parseConfiguration, readConfiguration } from './configuration.ts'

const parking = `
application: parking-desk
environments:
  staging: { account: "111111111111", region: eu-west-1, parameters: { LogLevel: DEBUG, Size: 3 } }
  production: { requires: [quality-gate@staging], protect: ["AWS::DynamoDB::*"], stack: parking }
`

test('an environment has names of application and environment where it gives none', async () => {
  const staging = environmentOf(await parseConfiguration(parking, 'liftlock.yml'), 'staging')
  expect(staging).toMatchObject({
    application: 'parking-desk',
    bucket: 'parking-desk-artifacts-staging',
    stack: 'parking-desk-staging',
    parameters: { LogLevel: 'DEBUG', Size: '3' },
    mayClean: true,
  })
})

test('what is protected or required is never cleaned unless that is written', async () => {
  const production = environmentOf(await parseConfiguration(parking, 'liftlock.yml'), 'production')
  expect(production).toMatchObject({
    stack: 'parking',
    mayClean: false,
    requires: [{ stage: 'quality-gate', environment: 'staging' }],
  })
})

test('an empty file is an empty configuration', async () => {
  expect(await parseConfiguration('', 'liftlock.yml')).toEqual({ environments: {} })
})

test('an unknown environment is refused with those that there are', async () => {
  const configuration = await parseConfiguration(parking, 'x')
  expect(() => environmentOf(configuration, 'stagging')).toThrow('there is no environment stagging')
})

test.each(['constructor', 'toString', '__proto__'])('%s is no environment that nobody wrote', async (name) => {
  const configuration = await parseConfiguration(parking, 'x')
  expect(() => environmentOf(configuration, name)).toThrow(`there is no environment ${name}`)
})

test('where no file names an environment, the way to one is said', async () => {
  const configuration = await readConfiguration({ files: nodeFiles, report: () => {} }, packageRoot())
  expect(() => environmentOf(configuration, 'staging')).toThrow(
    expect.objectContaining({ reason: 'environment-unknown', hint: expect.stringContaining('input configuration') }),
  )
})

test('a folder that is not there is no empty configuration', async () => {
  const folder = join(packageRoot(), 'no', 'such', 'folder')
  await expect(readConfiguration({ files: nodeFiles, report: () => {} }, folder)).rejects.toMatchObject({
    reason: 'file-missing',
    message: expect.stringContaining(folder),
  })
})

test.each([
  ['a misspelt key', 'environments: { a: { protects: [] } }', 'protects'],
  ['an account without quotes', 'environments: { a: { account: 111111111111 } }', 'environments.a.account'],
  ['evidence of nowhere', 'environments: { a: { requires: [quality-gate] } }', '<stage>@<environment>'],
  ['an alias bomb', 'a: &a [x]\nb: [*a, *a]\n', 'alias'],
  ['something that is not YAML', 'a: [', 'liftlock.yml'],
])('%s is refused with the key at fault', async (_, text, named) => {
  await expect(parseConfiguration(text, 'liftlock.yml')).rejects.toThrow(
    new RegExp(named.replace(/[.[\]]/g, '\\$&'), 'i'),
  )
})
