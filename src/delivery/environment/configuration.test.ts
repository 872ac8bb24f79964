import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import { ecKey, pemOf } from '../../../test/support/signing-keys.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { packageRoot } from '../../system/package-root.ts'
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

test.each([
  '012345678901',
  '1234567890123456789',
  '1.10',
  '4.0',
  '00123',
  '0x1A2B',
  '12345e67',
  '.inf',
  '-0',
  '1_000',
  'yes',
  'n',
  '2010-09-09',
])('the parameter %s and the tag of that value keep their text', async (value) => {
  const text = `application: a\nenvironments: { b: { parameters: { P: ${value} }, tags: { "t": ${value} } } }`
  const { parameters, tags } = environmentOf(await parseConfiguration(text, 'liftlock.yml'), 'b')
  expect([parameters, tags]).toEqual([{ P: value }, { t: value }])
})

test.each(['111111111111', '012345670123', '"012345678901"'])('the account %s needs no quotes', async (account) => {
  const text = `application: a\nenvironments: { b: { account: ${account} } }`
  const { account: read } = environmentOf(await parseConfiguration(text, 'liftlock.yml'), 'b')
  expect(read).toBe(account.replaceAll('"', ''))
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
  expect(await parseConfiguration('', 'liftlock.yml')).toEqual({ signers: {}, environments: {} })
})

test('origins of the local AWS are taken as they are written', async () => {
  const written = await parseConfiguration('local: { origins: ["http://localhost:5173"] }', 'liftlock.yml')
  expect(written.local).toEqual({ origins: ['http://localhost:5173'] })
  expect((await parseConfiguration('local: {}', 'liftlock.yml')).local).toEqual({})
})

test.each([
  ['local: { origins: ["http://localhost:5173/"] }', /write that/],
  ['local: { origins: ["*"] }', /no wildcard/],
  ['local: { origins: ["null"] }', /any page without one/],
  ['local: { origins: http://localhost:5173 }', /origins/],
  ['local: { origin: ["http://localhost:5173"] }', /origins/],
])('%s is refused', async (text, message) => {
  const said: string[] = []
  const report = (event: object) => void said.push(JSON.stringify(event))
  await expect(parseConfiguration(text, 'liftlock.yml', report)).rejects.toMatchObject({
    reason: 'configuration-invalid',
  })
  expect(said.join()).toMatch(message)
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
  ['an account that is too short', 'environments: { a: { account: 11111111111 } }', 'environments.a.account'],
  ['evidence of nowhere', 'environments: { a: { requires: [quality-gate] } }', '<stage>@<environment>'],
  ['an alias bomb', 'a: &a [x]\nb: [*a, *a]\n', 'alias'],
  ['something that is not YAML', 'a: [', 'liftlock.yml'],
])('%s is refused with the key at fault', async (_, text, named) => {
  await expect(parseConfiguration(text, 'liftlock.yml')).rejects.toThrow(
    new RegExp(named.replace(/[.[\]]/g, '\\$&'), 'i'),
  )
})

const requiring = (requires: string, more = '') =>
  parseConfiguration(
    `application: a\n${more}environments: { staging: {}, production: { requires: [${requires}] } }`,
    'liftlock.yml',
  )

test('evidence is required by its name alone, and then of one passed scenario', async () => {
  const { requires } = environmentOf(await requiring('quality-gate@staging, deploy@staging'), 'production')
  expect(requires).toEqual([
    { stage: 'quality-gate', environment: 'staging', scenarios: 1, signers: [] },
    { stage: 'deploy', environment: 'staging', scenarios: 1, signers: [] },
  ])
})

test('evidence is required with the least that it has to show', async () => {
  const { publicKey } = ecKey()
  const signers = `signers: { ci: { public-key: ${JSON.stringify(publicKey)} } }\n`
  const gate = 'a'.repeat(64)
  const text = `{ evidence: quality-gate@staging, scenarios: 3, events: 100, views: 79.5, gate: ${gate}, signers: [ci] }`
  const { requires, signers: declared } = environmentOf(await requiring(text, signers), 'production')
  expect(requires).toEqual([
    { stage: 'quality-gate', environment: 'staging', scenarios: 3, events: 100, views: 79.5, gate, signers: ['ci'] },
  ])
  expect(declared).toEqual([{ name: 'ci', publicKey }])
})

test.each([
  [
    'an environment that is not there',
    'quality-gate@stagin',
    'there is no environment stagin',
    'did you mean staging?',
  ],
  ['an environment that nothing is like', 'deploy@x', 'there is no environment x', 'there are staging, production'],
  ['an environment of the prototype', 'deploy@constructor', 'there is no environment constructor', 'staging'],
  [
    'a stage that is not there',
    'quality-gat@staging',
    'stage quality-gat leaves no evidence',
    'did you mean quality-gate?',
  ],
  ['a stage that leaves no evidence', 'promote@staging', 'stage promote leaves no evidence', 'quality-gate, deploy'],
  [
    'an approval, which says nothing of a release',
    'approval@staging',
    'stage approval leaves no evidence',
    'quality-gate, deploy',
  ],
  [
    'a signer that is not declared',
    '{ evidence: deploy@staging, signers: [ci] }',
    'there is no signer ci',
    'there are none',
  ],
  ['scenarios of a deployment', '{ evidence: deploy@staging, scenarios: 2 }', 'scenarios can be required of', 'keys'],
])('%s is refused when the file is read, with the way to mend it', async (_, text, message, hint) => {
  await expect(requiring(text)).rejects.toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringMatching(
      new RegExp(`^liftlock.yml:2:\\d+: environments.production.requires.0: .*${message}`),
    ),
    hint: saying(hint),
  })
})

test.each([
  ['no scenario at all', 'scenarios: 0', 'requires.0.scenarios: expected at least 1'],
  ['half a scenario', 'scenarios: 1.5', 'requires.0.scenarios: expected a whole number'],
  ['more than all', 'events: 101', 'requires.0.events: expected a percentage'],
  ['less than nothing', 'views: -1', 'requires.0.views: expected a percentage'],
  ['a percentage as text', 'events: "80 %"', 'requires.0.events: expected a number'],
  ['a part of a digest', 'gate: abc', 'requires.0.gate: expected the SHA-256'],
  ['nobody as a signer', 'signers: []', 'requires.0.signers: expected at least one name'],
  ['a key that is not known', 'scenario: 1', 'unknown key "scenario" in environments.production.requires.0'],
])('a requirement of %s is refused with the key at fault', async (_, text, message) => {
  await expect(requiring(`{ evidence: quality-gate@staging, ${text} }`)).rejects.toThrow(message)
})

test.each([
  ['text that is no key', JSON.stringify('x'), 'signers.ci.public-key: expected a public key'],
  ['a private key', JSON.stringify(pemOf(ecKey())), 'signers.ci.public-key: this is a private key'],
])('%s cannot be a signer, and is refused when the file is read', async (_, key, message) => {
  await expect(requiring('', `signers: { ci: { public-key: ${key} } }\n`)).rejects.toThrow(message)
})

test('one key under two names is refused, because two signers would be one', async () => {
  const key = JSON.stringify(ecKey().publicKey)
  const signers = `signers: { ci: { public-key: ${key} }, ann: { public-key: ${key} } }\n`
  await expect(requiring('', signers)).rejects.toThrow('signers.ann.public-key: ci has the same key')
})

test('the key of an environment is one of KMS, and a path is refused with where a path is given', async () => {
  const withKey = (key: string) =>
    parseConfiguration(JSON.stringify({ application: 'a', environments: { staging: { 'signing-key': key } } }), 'x')
  const arn = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab'
  const accepted = [arn, 'alias/gate', '1234abcd-12ab-34cd-56ef-1234567890ab', `mrk-${'0'.repeat(32)}`]
  const configurations = await Promise.all(accepted.map(withKey))
  expect(configurations.map((each) => environmentOf(each, 'staging').signingKey)).toEqual(accepted)
  await expect(withKey('keys/gate.pem')).rejects.toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringContaining('the input signing-key'),
  })
})

test('an environment knows where a signature on its evidence is required', async () => {
  const signers = { gate: { 'public-key': ecKey().publicKey } }
  const requires = ['deploy@staging', { evidence: 'quality-gate@staging', signers: ['gate'] }]
  const environments = { staging: {}, production: { requires } }
  const configuration = await parseConfiguration(JSON.stringify({ application: 'a', signers, environments }), 'x')
  const awaited = [{ by: 'production', stage: 'quality-gate', signers: ['gate'] }]
  expect(environmentOf(configuration, 'staging').awaited).toEqual(awaited)
  expect(environmentOf(configuration, 'production').awaited).toEqual([])
})
