import { StageError } from '../../../core/run/stage-error.ts'
import { type Predicate, predicates } from '../statement.ts'
import { type OpenedStatement, openStatement } from './envelope.ts'
import { type DeclaredSigner, requireSigner } from './signatures.ts'

/** What evidence is compared with, without calls to AWS. */
export interface VerificationPolicy {
  /** Digest of the release's manifest, hex. */
  readonly release: string
  /** What the manifest says, when it is given. */
  readonly manifest?: { readonly application: string; readonly gate: string | null } | undefined
  readonly declared: readonly DeclaredSigner[]
  /** Names of declared signers, one of whom must have signed. When empty, signatures are optional. */
  readonly wanted: readonly string[]
  readonly allowUnsigned: boolean
}

/** Evidence that passed the verification. */
export interface VerifiedStatement {
  readonly predicate: Predicate
  readonly form: OpenedStatement['form']
  /** Names of the signers whose signature is valid; none for unsigned evidence. */
  readonly signedBy: readonly string[]
}

/**
 * Verifies one piece of evidence from its bytes alone: form, signature, subject, type, and the gate and application of
 * the manifest. It does not tell whether a gate passed, or which of several statements is the latest.
 * @param key names the evidence in messages
 * @throws StageError `evidence-failed`, `evidence-mismatch`, `evidence-unsigned`, `signature-invalid`,
 * `signer-unknown`, `configuration-invalid`
 */
export function verifyStatement(body: Uint8Array, key: string, policy: VerificationPolicy): VerifiedStatement {
  const opened = openStatement(body, key)
  const { subject, predicateType, predicate } = opened.statement as Readonly<Record<string, unknown>>
  const kind = kindOf(predicateType, predicate, key)
  const signedBy = signersOf(opened, key, policy)
  refuseOtherSubject(subject, key, policy.release)
  const parsed = parsePredicate(kind, predicate, key)
  const { manifest } = policy
  if (manifest && parsed.application !== manifest.application)
    throw mismatch(key, `is about application ${parsed.application}, but the release is of ${manifest.application}`)
  if (manifest && parsed.gate !== manifest.gate)
    throw mismatch(key, `was made with gate ${parsed.gate ?? 'none'}, but the release has ${manifest.gate ?? 'none'}`)
  return { predicate: parsed, form: opened.form, signedBy }
}

function signersOf(opened: OpenedStatement, key: string, policy: VerificationPolicy): readonly string[] {
  if (opened.signatures.length === 0 && (policy.allowUnsigned || policy.wanted.length === 0)) return []
  return requireSigner(opened, policy, key)
}

function refuseOtherSubject(subject: unknown, key: string, release: string): void {
  const subjects = Array.isArray(subject) ? (subject as readonly ({ digest?: { sha256?: unknown } } | null)[]) : []
  if (subjects.length !== 1) throw mismatch(key, `has ${subjects.length} subjects, but evidence is about one release`)
  const about = subjects[0]?.digest?.sha256
  if (about !== release) throw mismatch(key, `is about ${shown(about)}, not about release ${release}`)
}

type Kind = (typeof predicates)[keyof typeof predicates]

/** Checked first: evidence of another tool is not meant for us, whoever signed it. */
function kindOf(type: unknown, predicate: unknown, key: string): Kind {
  const stage = (predicate as { readonly stage?: unknown } | null | undefined)?.stage
  const [, kind] = Object.entries(predicates).find(([name, each]) => each.type === type && name === stage) ?? []
  if (kind !== undefined) return kind
  const known = Object.values(predicates).some((each) => each.type === type)
  throw mismatch(
    key,
    known
      ? `is of type ${shown(type)}, which stage ${shown(stage)} does not write`
      : `is of type ${shown(type)}, which no stage of this line writes`,
  )
}

function parsePredicate({ schema }: Kind, predicate: unknown, key: string): Predicate {
  const parsed = schema.safeParse(predicate)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw mismatch(key, `has the wrong predicate.${issue.path.join('.')}: ${issue.message}`)
}

function mismatch(key: string, what: string): StageError {
  return new StageError('evidence-mismatch', `${key} ${what}`, {
    hint: 'give the release that it is about, or find out who wrote it',
  })
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : (JSON.stringify(value) ?? 'nothing').slice(0, 200)
}
