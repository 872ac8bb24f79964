import { expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import type { Finding, Report } from '../../core/run/report.ts'
import { parseConfiguration } from './configuration.ts'

/** What is said about a file of configuration, and how the run ends. */
async function refusalOf(text: string) {
  const findings: Finding[] = []
  const report = (event: Report) => {
    if (event.kind === 'finding') findings.push(event.finding)
  }
  const error = await parseConfiguration(text, 'app/liftlock.yml', report).then(
    () => undefined,
    (reason) => reason,
  )
  return { error, findings }
}

const file = 'app/liftlock.yml'
const head = 'application: parking\nenvironments:\n  staging:\n'

test.each([
  ['paramters: {}', 'unknown key "paramters" in environments.staging', 'did you mean parameters?', 4, 5, 9],
  ['Stack: a', 'unknown key "Stack" in environments.staging', 'did you mean stack?', 4, 5, 5],
  ['role_arn: a', 'unknown key "role_arn" in environments.staging', 'did you mean role-arn?', 4, 5, 8],
  ['parameters: { A: [1] }', 'environments.staging.parameters.A: Invalid input', undefined, 4, 22, 3],
  ['account: 11111111111', 'environments.staging.account: expected the twelve digits', undefined, 4, 14, 11],
  ['clean: perhaps', 'environments.staging.clean: Invalid input', undefined, 4, 12, 7],
  ['protect: AWS::S3::Bucket', 'environments.staging.protect: Invalid input', undefined, 4, 14, 15],
  ['requires: [deploy@a, gate]', 'environments.staging.requires.1: expected', undefined, 4, 26, 4],
  ['requires: [deploy@stagin]', 'there is no environment stagin', 'did you mean staging?', 4, 16, 13],
  ['requires: [{ evidence: deploy@staging, signer: [] }]', 'unknown key "signer"', 'did you mean signers?', 4, 44, 6],
  ['capabilities: [IAM]', 'environments.staging.capabilities.0: expected a capability', undefined, 4, 20, 3],
  ['stack: a\n    stack: b', 'this key is given twice here', 'leave one of them out', 5, 5, undefined],
] as const)('%s is reported at its line and column', async (line, text, fix, row, column, length) => {
  const { error, findings } = await refusalOf(`${head}    ${line}\n`)
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({
    severity: 'error',
    text: expect.stringContaining(text),
    place: { file, line: row, column, ...(length === undefined ? {} : { length }) },
  })
  expect(findings[0]?.fix).toBe(fix)
  expect(error).toMatchObject({
    reason: 'configuration-invalid',
    message: expect.stringContaining(`${file}:${row}:${column}: `),
    hint: saying(fix ?? 'liftlock explain configuration'),
  })
})

test.each([
  ['enviroments: {}', 'unknown key "enviroments"', 'did you mean environments?', 1, 1],
  [
    'zzzzzzzz: 1',
    'unknown key "zzzzzzzz"',
    'the keys here are application, local, signers, previews, environments, pipeline',
    1,
    1,
  ],
  ['application: Parking', 'application: expected lower-case letters', undefined, 1, 14],
  ['environments:\n  "a b": {}', 'environments.a b: this is not a valid name', undefined, 2, 3],
  ['environments:\n  a:\n  b: {}', 'environments.a: Invalid input', undefined, 2, 3],
  ['- a', 'Invalid input: expected object', undefined, 1, 1],
  ['a: &a [x]\nb: *a', '*a is an alias', undefined, 2, 4],
  ['environments:\n  a: { stack: [', 'Flow', 'add the ]', 2, 16],
  ['a: b: c', '', 'put a text with a colon and a blank in quotes, or begin a new line for the mapping', 1, 4],
] as const)('%j is reported at its line and column', async (text, said, fix, row, column) => {
  const { error, findings } = await refusalOf(text)
  expect(findings[0]).toMatchObject({ text: expect.stringContaining(said), place: { file, line: row, column } })
  expect(findings[0]?.fix).toBe(fix)
  expect(error).toMatchObject({ reason: 'configuration-invalid' })
})

test('everything that is wrong is reported, and the failure counts what is not its own', async () => {
  const { error, findings } = await refusalOf(`${head}    stak: a\n    regoin: b\n    account: 1\n`)
  expect(findings.map(({ place }) => place?.line).sort()).toEqual([4, 5, 6])
  expect(error.message).toMatch(/\(and 2 more\)$/)
})

test('a file with Windows line ends has the same places', async () => {
  const { findings } = await refusalOf(`${head}    paramters: {}\n`.replaceAll('\n', '\r\n'))
  expect(findings[0]).toMatchObject({ place: { line: 4, column: 5 }, fix: 'did you mean parameters?' })
})
