import { gateFile } from '../../core/file-names.ts'
import type { Context } from '../../core/run/context.ts'
import { type BelievedEvidence, findOwnEvidence } from '../../delivery/evidence/believed-evidence.ts'
import { originOf } from '../../delivery/evidence/origin.ts'
import { isSignedAs, type Signing } from '../../delivery/evidence/signing/signing.ts'
import { statementOf } from '../../delivery/evidence/statement.ts'
import type { TestResult } from '../../delivery/evidence/test-result.ts'
import { writeEvidence } from '../../delivery/evidence/write-evidence.ts'
import type { Coverage, GateReport } from '../../delivery/gate/report/gate-report.ts'
import { scenariosOf } from '../../delivery/gate/report/scenarios-of.ts'
import { stackIdentity } from '../../delivery/stack-identity.ts'
import type { GateSetting } from './gate-setting.ts'
import type { SealedGate } from './sealed-gate.ts'

/**
 * Finds evidence that this release passed these scenarios on this very stack. It counts only when it is the newest, and
 * when it is signed as this run signs. A run with a key tests again what has unsigned evidence.
 */
export async function findPassed(
  { account, bucket, application }: GateSetting,
  { release, digest: gate }: SealedGate,
  {
    environment,
    stackId,
    signing,
  }: { readonly environment: string; readonly stackId: string; readonly signing: Signing },
): Promise<BelievedEvidence | undefined> {
  if (release === undefined || bucket === undefined || application === undefined) return undefined
  const place = { ...stackIdentity(stackId), stackId }
  // A test command is not sealed in the release: what it tests may have changed since.
  if (gate === undefined) return undefined
  const expected = { ...place, stage: 'quality-gate' as const, environment, application, release, gate }
  const last = await findOwnEvidence(account.objects, bucket, expected)
  const passed = last.every(
    ({ statement, opened }) => statement.predicate.result === 'PASSED' && isSignedAs(opened, signing),
  )
  return passed ? last.at(-1) : undefined
}

/**
 * Writes the result of the gate as evidence beside the release. A run without a release, or of some scenarios only,
 * leaves no evidence.
 * @returns the key, or undefined when nothing was written
 */
export async function writeGateEvidence(
  { account, bucket, application }: GateSetting,
  gate: SealedGate,
  { report, signing }: { readonly report: GateReport; readonly signing: Signing },
  { clock, run }: Context,
): Promise<string | undefined> {
  if (gate.release === undefined || bucket === undefined || application === undefined || report.partial)
    return undefined
  const { environment, testCommand } = report
  const address = { bucket, release: gate.release, stage: 'quality-gate' as const, environment }
  const now = clock.now()
  const facts = { ...address, application, stackId: report.stack.id, gate: gate.digest, run, now }
  const scenarios = scenariosOf(report)
  const names = (status: string) => scenarios.filter((each) => each.status === status).map(({ name }) => name)
  const { events, views, queries, projections } = report.coverage
  const predicate: TestResult = {
    ...originOf(facts),
    stage: 'quality-gate',
    result: report.verdict === 'passed' ? 'PASSED' : 'FAILED',
    configuration: gate.digest === undefined ? [] : [{ name: gateFile, digest: { sha256: gate.digest } }],
    passedTests: names('passed'),
    failedTests: [...names('failed'), ...names('skipped')],
    coverage: {
      events: counted(events),
      views: counted(views),
      queries: counted(queries),
      projections: counted(projections),
    },
    ...(testCommand !== undefined && { testCommand: { line: testCommand.line, exitCode: testCommand.exitCode } }),
    reasons: [...report.reasons],
  }
  return writeEvidence(account.objects, address, statementOf(gate.release, predicate), {
    now,
    signer: signing.signer,
  })
}

function counted({ covered, total }: Coverage) {
  return { covered, total }
}
