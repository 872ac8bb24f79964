import { expect, test } from '@jest/globals'
import { writeTree } from '../../../test/support/write-tree.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { environmentOf, readConfiguration } from './configuration.ts'
import { pairsOf } from './sam-configuration.ts'

const samconfig = `version = 0.1
[default.global.parameters]
stack_name = "Sam-App"
[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
parameter_overrides = "Stage=\\"dev\\" Owner=\\"a b\\""
tags = "team=\\"blue\\""
[production.deploy.parameters]
stack_name = "orders-live"
parameter_overrides = ["Stage=live"]
`
const environments = 'environments:\n  staging: { parameters: { Owner: me } }\n  production: {}\n'

async function read(files: Readonly<Record<string, string>>) {
  const { folder, remove } = await writeTree(files)
  const context = { files: nodeFiles, report: () => {} }
  const found = await readConfiguration(context, folder).catch((error: Error) => error.message.replace(folder, ''))
  await remove()
  return found
}

test('samconfig.toml gives stack, parameters and tags, and liftlock.yml has the last word', async () => {
  const configuration = await read({ 'samconfig.toml': samconfig, 'liftlock.yml': environments })

  if (typeof configuration === 'string') throw new Error(configuration)
  expect(environmentOf(configuration, 'staging')).toMatchObject({
    application: 'sam-app',
    stack: 'sam-app-staging',
    parameters: { Stage: 'dev', Owner: 'me' },
    tags: { team: 'blue' },
  })
  expect(environmentOf(configuration, 'production')).toMatchObject({
    stack: 'orders-live',
    parameters: { Stage: 'live' },
    tags: {},
  })
})

test('a folder without liftlock.yml has the name of the application from samconfig.toml', async () => {
  expect(await read({ 'samconfig.toml': samconfig })).toMatchObject({ application: 'sam-app', environments: {} })
})

test('a name in liftlock.yml counts', async () => {
  const files = { 'samconfig.toml': samconfig, 'liftlock.yml': `application: shop\n${environments}` }

  expect(await read(files)).toMatchObject({ application: 'shop' })
})

test('a file that is no TOML is refused with its line', async () => {
  expect(await read({ 'samconfig.toml': 'version = 0.1\n[default' })).toMatch(/^\/samconfig\.toml:2:\d+: /)
})

test.each(['A=b c', 'A="[ { "B": "c d" } ]"', 'A="b', "A='b c"])(
  '%s is refused, and nothing of it is lost',
  (value) => {
    expect(() => pairsOf(value)).toThrow('cannot be told apart')
  },
)

test.each<[unknown, Record<string, string>]>([
  ['A=b', { A: 'b' }],
  ['A="b c" D=e', { A: 'b c', D: 'e' }],
  ["A='b c'", { A: 'b c' }],
  ['A="say \\"x\\""', { A: 'say "x"' }],
  ['A=b=c D=', { A: 'b=c', D: '' }],
  ['ParameterKey=A,ParameterValue="b c" ParameterKey=D,ParameterValue=e', { A: 'b c', D: 'e' }],
  [['A=b', 'C="d e"'], { A: 'b', C: 'd e' }],
  [
    { A: 'b', C: 1, D: true },
    { A: 'b', C: '1', D: 'true' },
  ],
  ['A={"b":"c"} D="{\\"e\\":\\"f g\\"}"', { A: '{"b":"c"}', D: '{"e":"f g"}' }],
  ["\n  Rate='rate(1 hours)'\n  D=e\n", { Rate: 'rate(1 hours)', D: 'e' }],
  [undefined, {}],
])('%j is read as the AWS SAM CLI reads it', (value, expected) => {
  expect(pairsOf(value)).toEqual(expected)
})
