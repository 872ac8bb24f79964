import type { EnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import type { DeploymentPredicate } from '../../src/delivery/evidence/deployment.ts'
import { type Origin, originOf } from '../../src/delivery/evidence/origin.ts'
import type { TestResult } from '../../src/delivery/evidence/test-result.ts'

/** Where and on what evidence of the tests was made. */
export interface StagedRelease {
  readonly application: string
  readonly environment: string
  readonly stackId: string
  /** Digest of the release's gate.json. */
  readonly gate: string
}

const someTime = new Date('2026-11-20T09:00:00.000Z')
const run = { host: 'github', id: 'acme/parking#1.1', actor: 'ann' }

/** What a gate says that a release passed with one scenario; no events, no views. */
export function passedGate(staged: StagedRelease, changes: Partial<TestResult> = {}): TestResult {
  const stage = 'quality-gate'
  const nothing = { covered: 0, total: 0 }
  return {
    ...originOf({ ...staged, stage, run, now: someTime }),
    stage,
    result: 'PASSED',
    configuration: [{ name: 'gate.json', digest: { sha256: staged.gate } }],
    passedTests: ['OpenGarage'],
    failedTests: [],
    coverage: { events: nothing, views: nothing, queries: nothing, projections: nothing },
    reasons: [],
    ...changes,
  }
}

/** What a deployment says that ended well. */
export function endedDeployment(
  staged: Omit<StagedRelease, 'gate'> & { readonly gate?: string },
  changes: Partial<DeploymentPredicate> = {},
): DeploymentPredicate {
  const stage = 'deploy'
  const origin: Origin = originOf({ gate: undefined, ...staged, stage, run, now: someTime })
  const deployedAt = someTime.toISOString()
  return { ...origin, stage, parametersDigest: '0'.repeat(64), plan: null, deployedAt, ...changes }
}

/** The record of an environment where a release runs. */
export function recordOf(
  { application, environment, stackId }: Omit<StagedRelease, 'gate'>,
  changes: Partial<EnvironmentRecord> = {},
): EnvironmentRecord {
  const [, , , region, account] = stackId.split(':') as [string, string, string, string, string]
  return {
    formatVersion: 1,
    application,
    environment,
    release: 'a'.repeat(64),
    account,
    region,
    stackId,
    parametersDigest: '0'.repeat(64),
    deployedAt: someTime.toISOString(),
    ...changes,
  }
}
