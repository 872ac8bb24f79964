import { sealStatement } from '../../src/delivery/evidence/envelope.ts'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import type { TestResult } from '../../src/delivery/evidence/test-result.ts'
import type { TestKey } from './signing-keys.ts'

export const sampleGate = 'c'.repeat(64)
const all = { covered: 1, total: 1 }

/** What a gate says of a release that passed. */
export const sampleResult: TestResult = {
  stage: 'quality-gate',
  environment: 'staging',
  application: 'shop',
  account: '111111111111',
  region: 'eu-west-1',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-staging/1f0c',
  gate: sampleGate,
  run: { host: 'github', id: '17/1', actor: 'octocat', url: 'https://github.com/acme/shop/actions/runs/17' },
  writtenAt: '2026-01-01T00:00:00.000Z',
  result: 'PASSED',
  configuration: [{ name: 'gate.json', digest: { sha256: sampleGate } }],
  passedTests: ['Buy', 'Return'],
  failedTests: [],
  coverage: { events: all, views: all, queries: all, projections: all },
  reasons: [],
}

/** Evidence of the gate, as it lies in a bucket; unsigned without a key. */
export function sampleEvidence(release: string, key?: TestKey, changes: Partial<TestResult> = {}): Promise<Uint8Array> {
  return sealStatement(statementOf(release, { ...sampleResult, ...changes }), key?.signer)
}
