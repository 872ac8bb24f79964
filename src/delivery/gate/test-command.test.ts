import { expect, test } from '@jest/globals'
import type { ProgramCredentials } from '../../core/ports/aws.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { nodeProcesses } from '../../system/node-processes.ts'
import { emptyReport, withTestCommand } from './command-report.ts'
import { renderFindings } from './report/render-findings.ts'
import { renderJunit } from './report/render-junit.ts'
import { gateVerdict } from './report/render-markdown.ts'
import { scenariosOf } from './report/scenarios-of.ts'
import { commandVariables, runTestCommand } from './test-command.ts'

const stack = { name: 'shop-staging', outputs: { HelloApi: 'http://127.0.0.1/x', PATH: '/evil', Odd_Name: 'x' } }
const ports = {
  processes: nodeProcesses(new AbortController().signal, { PATH: process.env.PATH, AWS_SECRET_ACCESS_KEY: 'secret' }),
  clock: nodeClock,
}

async function reportOf(line: string, timeoutSeconds = 60, credentials?: ProgramCredentials) {
  const command = { line, folder: process.cwd(), timeoutSeconds }
  const options = { command, environment: 'staging', region: 'eu-west-1', stack, credentials, startedAfter: 0 }
  const facts = { application: 'shop', environment: 'staging', release: undefined, startedAt: new Date(0) }
  const empty = emptyReport({ ...facts, stack: { name: stack.name, id: 'arn' } })
  return withTestCommand(empty, await runTestCommand(options, ports))
}

test('outputs are variables by their own names, and none of them can choose what runs', () => {
  const variables = commandVariables('staging', 'eu-west-1', stack)

  expect(variables).toMatchObject({ HelloApi: 'http://127.0.0.1/x', AWS_SAM_STACK_NAME: 'shop-staging' })
  expect(Object.keys(variables)).not.toContain('PATH')
  expect(Object.keys(variables)).not.toContain('Odd_Name')
  expect(JSON.parse(variables.LIFTLOCK_OUTPUTS!)).toEqual(stack.outputs)
})

test('a command that ends with 0 passes, with the outputs and without credentials', async () => {
  const report = await reportOf(
    'test "$HelloApi" = http://127.0.0.1/x && test -z "$AWS_SECRET_ACCESS_KEY" && echo fine',
  )

  expect(report).toMatchObject({ verdict: 'passed', reasons: [], testCommand: { status: 'passed', exitCode: 0 } })
  expect(report.scenarios.at(-1)!.activities[0]!.answer).toBe('fine')
  expect(gateVerdict(report)).toBe('succeeded, the test command passed')
  expect(scenariosOf(report)).toEqual([])
})

test('a command gets the credentials of its role, and the report shows none of them', async () => {
  const credentials = {
    accessKeyId: 'ASIA',
    secretAccessKey: 'very-secret',
    sessionToken: 'token-1',
    endpoint: 'http://x',
  }
  const report = await reportOf(
    'echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_ENDPOINT_URL"; exit 1',
    60,
    credentials,
  )

  const text = JSON.stringify([report, renderFindings(report), renderJunit(report)])
  expect(report.scenarios.at(-1)!.activities[0]!.answer).toBe('ASIA *** *** http://x')
  expect(text).not.toMatch(/very-secret|token-1/)
})

test('a command that fails is a finding with the end of what it printed', async () => {
  const report = await reportOf('echo "1 of 3 tests failed" >&2; exit 7')

  expect(report).toMatchObject({ verdict: 'failed', testCommand: { status: 'failed', exitCode: 7 } })
  expect(report.reasons).toEqual(['the test command failed: echo "1 of 3 tests failed" >&2; exit 7'])
  const [finding] = renderFindings(report)
  expect(finding!.text).toContain('it ended with exit code 7; it printed last:\n1 of 3 tests failed')
  expect(renderJunit(report)).toContain('<failure message="it ended with exit code 7')
})

test('a command that the shell does not find says so', async () => {
  const { scenarios } = await reportOf('no-such-command-here')

  expect(scenarios.at(-1)!.activities[0]!.failure!.text).toContain('the shell found no such command (exit code 127)')
})

test('a command that does not end is ended with all that it started', async () => {
  const report = await reportOf('sleep 600 & sleep 600', 1)

  expect(report.scenarios.at(-1)!.activities[0]!.failure!.text).toBe('it did not end within 1 second')
})
