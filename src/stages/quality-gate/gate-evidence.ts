import type { Context } from '../../core/context.ts'
import {
  type Evidence,
  findEvidence,
  passed,
  statementOf,
  testResultType,
  writeEvidence,
} from '../../delivery/evidence.ts'
import type { GateReport } from '../../delivery/gate/gate-report.ts'
import { ratio } from '../../delivery/gate/render-summary.ts'
import type { GateSetting } from './gate-setting.ts'
import type { SealedGate } from './sealed-gate.ts'

/** The evidence that this release passed these scenarios on this very stack, when it is the latest word about it. */
export async function findPassed(
  setting: GateSetting,
  gate: SealedGate,
  { environment, stackId }: { readonly environment: string; readonly stackId: string },
): Promise<Evidence | undefined> {
  if (gate.release === undefined || setting.bucket === undefined) return undefined
  const address = { bucket: setting.bucket, release: gate.release, stage: 'quality-gate', environment }
  const evidence = await findEvidence(setting.account.objects, address)
  if (evidence === undefined || !passed(evidence.statement, address.stage)) return undefined
  const { stack, configuration } = evidence.statement.predicate as Partial<Predicate>
  const same = stack === stackId && configuration?.[0]?.digest.sha256 === gate.digest
  return same ? evidence : undefined
}

/** A test result (in-toto attestation catalogue, test-result v0.1), bound to the stack, with the numbers behind it. */
interface Predicate {
  readonly result: 'PASSED' | 'FAILED'
  readonly configuration: readonly [{ readonly name: string; readonly digest: { readonly sha256: string } }]
  readonly passedTests: readonly string[]
  readonly failedTests: readonly string[]
  readonly environment: string
  readonly stack: string
  readonly coverage: Readonly<Record<'events' | 'views' | 'queries' | 'projections', string>>
  readonly reasons: readonly string[]
}

/**
 * Says on the release what the gate found. A run of some scenarios only, or without a release, leaves no evidence.
 * @returns the key, or undefined when nothing was written
 */
export async function writeGateEvidence(
  setting: GateSetting,
  gate: SealedGate,
  report: GateReport,
  { clock }: Context,
): Promise<string | undefined> {
  if (gate.release === undefined || setting.bucket === undefined || report.partial) return undefined
  const names = (status: string) => report.scenarios.filter((each) => each.status === status).map(({ name }) => name)
  const { events, views, queries, projections } = report.coverage
  const predicate: Predicate = {
    result: report.verdict === 'passed' ? 'PASSED' : 'FAILED',
    configuration: [{ name: 'gate.json', digest: { sha256: gate.digest } }],
    passedTests: names('passed'),
    failedTests: [...names('failed'), ...names('skipped')],
    environment: report.environment,
    stack: report.stack.id,
    coverage: { events: ratio(events), views: ratio(views), queries: ratio(queries), projections: ratio(projections) },
    reasons: report.reasons,
  }
  const statement = statementOf(report.application, gate.release, testResultType, { ...predicate })
  const { environment } = report
  const address = { bucket: setting.bucket, release: gate.release, stage: 'quality-gate', environment }
  return writeEvidence(setting.account.objects, address, statement, clock.now())
}
