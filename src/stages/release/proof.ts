import { join } from 'node:path'
import { configurationFile } from '../../core/file-names.ts'
import type { Forge } from '../../core/ports/forge.ts'
import type { Context } from '../../core/run/context.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { bucketsSeenBy } from '../../delivery/environment/buckets-seen-by.ts'
import { findTarget } from '../../delivery/environment/target.ts'
import { findPromoted } from '../../delivery/promotion/find-promoted.ts'
import { requireEvidence } from '../../delivery/promotion/required-evidence.ts'
import { writeVersion } from '../../delivery/release/version-pointer.ts'
import type { PendingRelease, ReleaseRules } from '../../delivery/releasing/release-plan.ts'
import { requireTested } from '../../delivery/releasing/tested-commit.ts'
import type { ReleaseInputs } from './members.ts'

/** What shows that a release was tested. */
export interface Proof {
  /** Digest of the sealed release that passed its gates; undefined for a repository without one. */
  readonly sealed?: string
  /** Lines for the notes, such as the digest or the names of the checks. */
  readonly lines: readonly string[]
}

/**
 * Requires that what is released was tested: the sealed release of an application by the evidence that an environment
 * requires, anything else by the required checks of its commit.
 * @throws StageError of `requireEvidence`, `requireTested` and `writeVersion`
 */
export async function proofOf(
  { forge, pending, rules }: { forge: Forge; pending: PendingRelease; rules: ReleaseRules },
  inputs: ReleaseInputs,
  context: Context,
): Promise<Proof> {
  if (inputs.environment !== undefined)
    return sealedProof(pending, { ...inputs, environment: inputs.environment }, context)
  if (inputs.allowUntested) return { lines: [] }
  await refuseApplication(inputs, context)
  const { checks, timeoutInMinutes } = inputs
  const tested = { branch: rules.branch, checks, limitSeconds: timeoutInMinutes * 60 }
  const passed = await requireTested(forge, pending.commit, tested, context)
  return { lines: [`Passed: ${passed.join(', ')}`] }
}

async function sealedProof(
  { version }: PendingRelease,
  inputs: ReleaseInputs & { readonly environment: string },
  context: Context,
): Promise<Proof> {
  const { configuration, environment: target, aws } = await findTarget(inputs, context)
  const account = context.aws.at(aws)
  const bucketOf = bucketsSeenBy(target, account, context)
  const { release, source } = await findPromoted(configuration, target, bucketOf, inputs)
  if (!inputs.allowUntested) await requireEvidence({ configuration, target, release, bucketOf })
  await writeVersion(source, target.application, version, release.digest)
  context.report({ kind: 'note', text: `version ${version} is release ${shortDigest(release.digest)}` })
  return { sealed: release.digest, lines: [`Release: sha256:${release.digest}`] }
}

/** @throws StageError `input-missing` where the repository is that of an application, whose releases are sealed */
async function refuseApplication({ source }: ReleaseInputs, { files }: Context): Promise<void> {
  if ((await files.kind(join(source, configurationFile))) === undefined) return
  throw new StageError(
    'input-missing',
    `${configurationFile} makes this an application, so its release has to be sealed`,
    {
      hint: next`give ${input('environment', meaning('environment'))}, whose requirements it has to meet, and ${input('release-of', meaning('environment'))}, which runs it`,
    },
  )
}
