import type { Outcome } from './outcome.ts'

/**
 * All failures that a reader can act on: a stable code, and the outcome of the run. A test checks that `docs/errors.md`
 * has one heading for each code.
 */
export const failureReasons = {
  'input-missing': 'invalid-input',
  'input-invalid': 'invalid-input',
  'input-unknown': 'invalid-input',
  'configuration-invalid': 'invalid-input',
  'file-missing': 'invalid-input',
  'file-unreadable': 'invalid-input',
  'path-escapes': 'invalid-input',
  'disk-full': 'failed',
  'tool-missing': 'failed',
  cancelled: 'failed',

  'model-invalid': 'failed',
  'unit-tests-failed': 'rejected',
  'generated-differs': 'rejected',
  'hand-edited': 'rejected',

  'model-uncommitted': 'rejected',
  'model-history-unknown': 'rejected',
  'publish-superseded': 'superseded',
  'publish-contended': 'failed',
  'repository-missing': 'failed',
  'host-key-unknown': 'failed',
  'branch-protected': 'rejected',
  'push-refused': 'rejected',

  'pipeline-invalid': 'rejected',

  'build-failed': 'failed',
  'template-invalid': 'invalid-input',
  'dependency-unlocked': 'invalid-input',
  'dependency-unavailable': 'failed',
  'version-taken': 'rejected',
  'release-missing': 'invalid-input',
  'release-tampered': 'rejected',
  'archive-ambiguous': 'rejected',
  'secret-included': 'rejected',
  'object-too-large': 'rejected',

  'endpoint-unreachable': 'failed',
  'answer-too-large': 'failed',
  'proxy-refused': 'failed',
  'credentials-missing': 'failed',
  'credentials-expired': 'still-running',
  'credentials-invalid': 'failed',
  'access-denied': 'failed',
  throttled: 'failed',
  'bucket-missing': 'failed',
  'service-refused': 'failed',
  'service-unavailable': 'failed',

  'plan-changed': 'rejected',
  'change-set-differs': 'rejected',
  'plan-empty': 'failed',
  'plan-unreadable': 'failed',
  'stack-busy': 'still-running',
  'stack-failed': 'failed',
  'stack-rolled-back': 'rolled-back',
  'stack-stuck': 'stuck',
  'stack-protected': 'rejected',
  'artifact-bucket-writable': 'rejected',
  'operation-running': 'still-running',
  'operation-unknown': 'still-running',

  'gate-invalid': 'invalid-input',
  'gate-failed': 'rejected',
  'gate-superseded': 'superseded',
  'deployment-superseded': 'superseded',
  'lease-held': 'still-running',
  'lease-lost': 'superseded',
  'lease-unreadable': 'failed',
  'record-unreadable': 'failed',
  'clean-forbidden': 'rejected',
  'promotion-required': 'rejected',
  'evidence-missing': 'rejected',
  'evidence-failed': 'rejected',
  'evidence-mismatch': 'rejected',
  'evidence-unsigned': 'rejected',
  'signature-invalid': 'rejected',
  'signer-unknown': 'rejected',
  'signing-key-unusable': 'invalid-input',
  'environment-unknown': 'invalid-input',

  'local-unavailable': 'failed',
  'python-missing': 'failed',
} as const satisfies Record<string, Outcome | 'invalid-input'>

export type FailureReason = keyof typeof failureReasons
