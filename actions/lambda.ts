import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { awsFromEnvironment } from '../src/aws/clients.ts'
import { runInvocation } from '../src/hosts/codepipeline/function/run-invocation.ts'
import { type JobPolicy, knownStages, readPolicy, usualInputs } from '../src/hosts/codepipeline/jobs/job-policy.ts'
import { describeAll, stages } from '../src/stages/stages.ts'
import { networkOf } from '../src/system/network.ts'
import { nodeClock } from '../src/system/node-clock.ts'

/** What Lambda tells an invocation (Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function information"). */
interface InvocationContext {
  readonly awsRequestId: string
  readonly logStreamName?: string
  getRemainingTimeInMillis(): number
}

/**
 * The handler of a Lambda function that invoke actions of CodePipeline call. Its variables decide what a job may run:
 * LIFTLOCK_JOB_STAGES, LIFTLOCK_JOB_ALLOW and LIFTLOCK_JOB_PIPELINES by comma, LIFTLOCK_JOB_SET by line.
 * @throws what `runInvocation` throws; a wrong variable fails the job
 */
export async function handler(
  event: unknown,
  { awsRequestId, logStreamName, ...context }: InvocationContext,
): Promise<void> {
  const environment = process.env
  const aws = awsFromEnvironment(environment, { agents: networkOf(environment).agents })
  const account = aws.at({})
  await runInvocation(event, {
    environment,
    clock: nodeClock,
    aws: async () => aws,
    policy: () => policyOf(environment),
    stages,
    others: describeAll,
    // The only folder of a function that can be written.
    reports: join(tmpdir(), 'liftlock', 'reports'),
    jobs: await account.jobs(),
    pipelines: await account.pipelines(),
    log: process.stdout,
    remaining: () => context.getRemainingTimeInMillis(),
    invocation: `${logStreamName ?? 'lambda'}/${awsRequestId}`,
  })
}

/** @throws StageError `input-invalid` for a variable */
function policyOf(environment: NodeJS.ProcessEnv): JobPolicy {
  const texts = (name: string, between: RegExp) =>
    (environment[name] ?? '')
      .split(between)
      .map((text) => text.trim())
      .filter(Boolean)
  const allow = texts('LIFTLOCK_JOB_ALLOW', /,/)
  return readPolicy({
    stages: knownStages(texts('LIFTLOCK_JOB_STAGES', /,/), stages),
    allow: allow.length > 0 ? allow : usualInputs,
    set: texts('LIFTLOCK_JOB_SET', /\n/),
    pipelines: texts('LIFTLOCK_JOB_PIPELINES', /,/),
  })
}
