import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import type { Signing } from '../../delivery/evidence/signing/signing.ts'
import { emptyReport, withTestCommand } from '../../delivery/gate/command-report.ts'
import type { GateStack } from '../../delivery/gate/gate-target.ts'
import type { GateReport } from '../../delivery/gate/report/gate-report.ts'
import { runGate } from '../../delivery/gate/run-gate.ts'
import { runTestCommand, type TestCommand } from '../../delivery/gate/test-command.ts'
import type { Lease } from '../../delivery/lease/keep-lease.ts'
import { withLease } from '../../delivery/lease/with-lease.ts'
import { writeGateEvidence } from './gate-evidence.ts'
import { type GateSetting, readStack } from './gate-setting.ts'
import { findRunning, refuseOther, released, type SealedGate } from './sealed-gate.ts'
import { testerCredentials } from './test-role.ts'
import { writeReports } from './write-reports.ts'

/** How to test, from the inputs of the stage. */
export interface TestInputs {
  readonly environment: string
  readonly scenario?: string | undefined
  readonly testCommand?: TestCommand | undefined
  readonly lanes: number
  readonly traceTimeout: number
  readonly queryTimeout: number
  readonly settleTimeout: number
  readonly report?: string | undefined
  /** How the evidence is signed. */
  readonly signing: Signing
}

/** The result, with the path of the page and the key of the evidence. */
export interface TestedRelease {
  readonly report: GateReport
  readonly page: string
  readonly evidence: string | undefined
}

/**
 * Runs the scenarios under the lease of the environment. So no other run deploys or cleans there, or observes the bus,
 * in the meantime. An environment without a bucket has no lease.
 * @throws StageError `gate-superseded`, `lease-held`, `lease-lost`, or a reason of the gate
 */
export function testRelease(
  inputs: TestInputs,
  setting: GateSetting,
  gate: SealedGate,
  context: Context,
): Promise<TestedRelease> {
  const { account, bucket, application } = setting
  if (bucket === undefined || application === undefined) return test(inputs, setting, gate, undefined, context)
  const purpose = `quality-gate ${gate.release === undefined ? 'of a file' : shortDigest(gate.release)}`
  const use = { objects: account.objects, bucket, application, environment: inputs.environment, purpose }
  return withLease(use, context, (lease, signal) => test(inputs, setting, gate, lease, { ...context, signal }))
}

async function test(
  inputs: TestInputs,
  setting: GateSetting,
  gate: SealedGate,
  lease: Lease | undefined,
  context: Context,
): Promise<TestedRelease> {
  const { environment } = inputs
  const stack = await readStack(setting)
  const before = await findRunning(setting, environment)
  refuseOther(environment, gate, before?.release)
  const report = await testAll(inputs, { setting, stack, gate, deployedAt: before?.deployedAt }, context)
  const after = await findRunning(setting, environment)
  refuseOther(environment, gate, after?.release, before?.deployedAt !== after?.deployedAt)
  await lease?.confirm()
  const page = await writeReports(report, inputs.report ?? join('build', report.application, 'report'), context)
  const evidence = await writeGateEvidence(setting, gate, { report, signing: inputs.signing }, context)
  return { report, page, evidence }
}

interface Tested {
  readonly setting: GateSetting
  readonly stack: GateStack
  readonly gate: SealedGate
  readonly deployedAt: string | undefined
}

/** The scenarios, where there are any, and then the test command, where one was given. */
async function testAll(inputs: TestInputs, tested: Tested, context: Context): Promise<GateReport> {
  const { setting, stack } = tested
  const { environment, testCommand: command } = inputs
  const report = await testScenarios(inputs, tested, context)
  if (command === undefined) return report
  const { region } = setting.account
  context.report({ kind: 'note', text: `running ${command.line}` })
  const { role } = command
  const credentials =
    role === undefined
      ? undefined
      : await testerCredentials(context.aws.at({ ...setting.target, role }), setting.account)
  const options = { command, environment, region, stack, credentials, startedAfter: report.milliseconds }
  const found = await runTestCommand(options, context)
  context.report({ kind: 'note', text: `${command.line} ${found.command.status}` })
  return withTestCommand(report, found)
}

async function testScenarios(
  inputs: TestInputs,
  { setting, stack, gate, deployedAt }: Tested,
  context: Context,
): Promise<GateReport> {
  const { environment } = inputs
  if (gate.definition === undefined)
    return emptyReport({
      application: setting.application ?? stack.name,
      environment,
      stack,
      release: gate.release,
      startedAt: context.clock.now(),
    })
  return runGate(
    {
      definition: gate.definition,
      environment,
      stack,
      ...released(gate),
      ...defined({ deployedAt }),
      ...defined({ scenario: inputs.scenario }),
      cleaning: setting.cleaning,
      lanes: inputs.lanes,
      traceTimeoutSeconds: inputs.traceTimeout,
      queryTimeoutSeconds: inputs.queryTimeout,
      settleSeconds: inputs.settleTimeout,
    },
    { ...context, services: await setting.account.gate() },
  )
}
