import type { ProgramCredentials } from '../../core/ports/aws.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { Processes } from '../../core/ports/processes.ts'
import { defined } from '../../core/run/defined.ts'
import { countOf } from '../../core/text/count-of.ts'
import type { GateStack } from './gate-target.ts'
import type { ScenarioRecord, TestCommandRecord } from './report/gate-report.ts'

/** A test command of the user, and where it works. */
export interface TestCommand {
  /** As it was written, such as `npm test`. */
  readonly line: string
  /** Its working directory. */
  readonly folder: string
  readonly timeoutSeconds: number
  /** ARN of the role whose credentials it gets; without it, none. */
  readonly role?: string | undefined
}

/** How a test command ended, and the same as a row of the report. */
export interface TestedByCommand {
  readonly command: TestCommandRecord
  readonly record: ScenarioRecord
}

export interface TestCommandOptions {
  readonly command: TestCommand
  readonly environment: string
  readonly region: string
  readonly stack: Pick<GateStack, 'name' | 'outputs'>
  /** What the command may call AWS with; nothing by default. */
  readonly credentials?: ProgramCredentials | undefined
  /** Milliseconds of the run before it. */
  readonly startedAfter: number
}

/** How much of what it printed the report keeps: the end tells most. */
const keptCharacters = 8000

/**
 * Runs the test command with the outputs of the stack in its environment. A command that fails is a finding, not an
 * error.
 */
export async function runTestCommand(
  { command, environment, region, stack, credentials, startedAfter }: TestCommandOptions,
  { processes, clock }: { readonly processes: Processes; readonly clock: Clock },
): Promise<TestedByCommand> {
  const { line, folder, timeoutSeconds } = command
  const start = clock.elapsed()
  const ended = await processes.runCommandLine(line, {
    folder,
    timeoutSeconds,
    environment: { ...commandVariables(environment, region, stack), ...credentialVariables(credentials) },
  })
  const milliseconds = Math.round(clock.elapsed() - start)
  const failure = failureOf(ended, timeoutSeconds)
  const status = failure === undefined ? 'passed' : 'failed'
  const place = { file: 'test command' }
  const output = [ended.stdout, ended.stderr]
    .map((text) => withoutSecrets(text, credentials).trimEnd())
    .filter((text) => text !== '')
  const activity = {
    number: 1,
    kind: 'command',
    title: line,
    description: 'the test command, with the outputs of the stack in its environment',
    place,
    status,
    startedAfter,
    milliseconds,
    answer: output.join('\n').slice(-keptCharacters),
    tries: 1,
    ...(failure !== undefined && { failure: { text: [failure, lastLines(output.join('\n'))].join(''), place } }),
  } as const
  return {
    command: { line, status, exitCode: ended.exitCode, milliseconds },
    record: {
      name: 'test command',
      place,
      extends: [],
      status,
      lane: 1,
      startedAfter,
      milliseconds,
      activityCount: 1,
      activities: [activity],
    },
  }
}

/**
 * The variables of a test command: each output of the stack by its own name, and all of them as JSON. A name of
 * capitals alone stays in the JSON: an output `PATH` would choose what runs. No credentials are among them.
 */
export function commandVariables(
  environment: string,
  region: string,
  { name, outputs }: Pick<GateStack, 'name' | 'outputs'>,
): Readonly<Record<string, string>> {
  const own = Object.entries(outputs).filter(([key]) => /^[A-Za-z0-9]+$/.test(key) && !/^[A-Z0-9]+$/.test(key))
  return {
    ...Object.fromEntries(own),
    LIFTLOCK_ENVIRONMENT: environment,
    LIFTLOCK_STACK: name,
    LIFTLOCK_OUTPUTS: JSON.stringify(outputs),
    // What the tests that `sam init` writes ask for.
    AWS_SAM_STACK_NAME: name,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** The variables that SDKs and the AWS command line read (SDK reference guide, "AWS access keys"). */
function credentialVariables(credentials: ProgramCredentials | undefined): Readonly<Record<string, string>> {
  if (credentials === undefined) return {}
  const { accessKeyId, secretAccessKey, sessionToken, endpoint } = credentials
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...defined({ AWS_SESSION_TOKEN: sessionToken, AWS_ENDPOINT_URL: endpoint }),
  }
}

/** What the command printed, for a report that more people read than may call AWS. */
function withoutSecrets(text: string, credentials: ProgramCredentials | undefined): string {
  const secrets = [credentials?.secretAccessKey, credentials?.sessionToken]
  return secrets.reduce<string>((left, secret) => (secret ? left.replaceAll(secret, '***') : left), text)
}

function failureOf(
  { exitCode, stopped }: { readonly exitCode: number; readonly stopped?: string | undefined },
  timeoutSeconds: number,
): string | undefined {
  if (stopped === 'time') return `it did not end within ${countOf(timeoutSeconds, 'second')}`
  if (stopped !== undefined) return 'it printed more than 64 MiB'
  if (exitCode === 127) return 'the shell found no such command (exit code 127)'
  return exitCode === 0 ? undefined : `it ended with exit code ${exitCode}`
}

function lastLines(text: string): string {
  const lines = text.split('\n').slice(-20)
  return text === '' ? '' : `; it printed last:\n${lines.join('\n')}`
}
