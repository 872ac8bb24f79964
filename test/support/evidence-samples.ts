import { sealStatement } from '../../src/delivery/evidence/signing/envelope.ts'
import { statementOf } from '../../src/delivery/evidence/statement.ts'
import type { TestResult } from '../../src/delivery/evidence/test-result.ts'
import type { TestKey } from './signing-keys.ts'
import { passedGate } from './staged-evidence.ts'

export const sampleGate = 'c'.repeat(64)

/** What a gate says of a release of `shop` that passed on staging. */
export const sampleResult = passedGate(
  {
    application: 'shop',
    environment: 'staging',
    stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/shop-staging/1f0c',
    gate: sampleGate,
  },
  {
    run: { host: 'github', id: '17/1', actor: 'octocat', url: 'https://github.com/acme/shop/actions/runs/17' },
    passedTests: ['Buy', 'Return'],
  },
)

/** Evidence of the gate, as it lies in a bucket; unsigned without a key. */
export function sampleEvidence(release: string, key?: TestKey, changes: Partial<TestResult> = {}): Promise<Uint8Array> {
  return sealStatement(statementOf(release, { ...sampleResult, ...changes }), key?.signer)
}
