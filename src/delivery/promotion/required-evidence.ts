import { command, input, next, type Text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type Configuration, type Environment, environmentOf } from '../environment/configuration.ts'
import { type BelievedEvidence, findEvidence } from '../evidence/believed-evidence.ts'
import { shortOf } from '../evidence/check-requirement.ts'
import type { Requirement } from '../evidence/requirement.ts'
import { requireSigner, validSigners } from '../evidence/signing/signatures.ts'
import { signingText } from '../evidence/signing/signing-text.ts'
import type { Release } from '../release/read-release.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'
import { readRequiredEnvironment } from './required-environment.ts'

/** Evidence that met a requirement of the promotion. */
export interface RequiredEvidence extends BelievedEvidence {
  /** Such as `signed by ci` or `unsigned`. */
  readonly signature: string
}

/** The release and its target, and how to reach the buckets of other environments. */
export interface RequiringPromotion {
  readonly configuration: Configuration
  readonly target: Environment
  readonly release: Release
  /** The environment's own bucket, with the credentials of the target. */
  readonly bucketOf: (environment: Environment) => ArtifactBucket
}

/**
 * The evidence that an environment requires of a release. Each is only read from the bucket of the environment that it
 * is about, whichever bucket the release comes from.
 * @throws StageError `evidence-missing`, `evidence-failed`, `evidence-mismatch`, `evidence-unsigned`,
 * `signature-invalid`, `signer-unknown`, `record-unreadable`
 */
export async function requireEvidence(promotion: RequiringPromotion): Promise<readonly RequiredEvidence[]> {
  const evidence: RequiredEvidence[] = []
  for (const requirement of promotion.target.requires) evidence.push(await requireOne(requirement, promotion))
  return evidence
}

async function requireOne(
  requirement: Requirement,
  { configuration, target, release, bucketOf }: RequiringPromotion,
): Promise<RequiredEvidence> {
  const environment = environmentOf(configuration, requirement.environment, target.application)
  const source = bucketOf(environment)
  const missing = lacking(requirement, target, release)
  const { application } = target
  const gate = release.manifest.gate?.sha256 ?? null
  const place = await readRequiredEnvironment(environment, source)
  const expected = { ...place, stage: requirement.stage, environment: environment.name, application, gate }
  const last = await findEvidence(source.objects, source.bucket, { ...expected, release: release.digest })
  if (requirement.stage === 'quality-gate' && gate === null && !last?.every(isOfCommand))
    throw missing(
      'evidence-missing',
      'which has no scenarios, and whose stack passed no test command',
      next`name a gate.json in Metadata.Liftlock.Gate and package again, or give ${input('test-command')} to the quality gate`,
    )
  if (last === undefined)
    throw missing(
      'evidence-missing',
      `which has none in ${source.bucket}`,
      next`${command(requirement.stage, { release: shortDigest(release.digest), environment: environment.name })}`,
    )
  const judged = last.map((evidence) => judge(evidence, requirement, target, missing))
  return judged.at(-1)!
}

/** Without scenarios, nothing but a test command can have tested a release. */
function isOfCommand({ statement: { predicate } }: BelievedEvidence): boolean {
  return predicate.stage === 'quality-gate' && predicate.testCommand !== undefined && predicate.passedTests.length === 0
}

type Missing = ReturnType<typeof lacking>

function judge(
  evidence: BelievedEvidence,
  requirement: Requirement,
  { signers: declared }: Environment,
  missing: Missing,
): RequiredEvidence {
  const { opened, key, bucket } = evidence
  const short = shortOf(evidence, requirement)
  if (short !== undefined)
    throw missing(
      'evidence-failed',
      `which did not pass it: ${short}`,
      `read ${key} in ${bucket}; fix the cause, package again, run the gate again`,
    )
  const wanted = requirement.signers
  if (wanted.length > 0) requireSigner(opened, { declared, wanted }, `s3://${bucket}/${key}`)
  return { ...evidence, signature: signingText(opened, validSigners(opened, declared)) }
}

function lacking({ stage, environment }: Requirement, target: Environment, { digest }: Release) {
  return (reason: 'evidence-missing' | 'evidence-failed', what: string, hint: Text) =>
    new StageError(
      reason,
      `${target.name} requires ${stage}@${environment} of release ${shortDigest(digest)}, ${what}`,
      { hint },
    )
}
