import type { Forge } from '../../core/ports/forge.ts'
import type { Context } from '../../core/run/context.ts'
import { defined } from '../../core/run/defined.ts'
import { deleteProposal, mergeBack, startWorkflows } from '../../delivery/releasing/after-release.ts'
import { closeRelease, finishRelease } from '../../delivery/releasing/finish-release.ts'
import { moveMajorTag } from '../../delivery/releasing/moving-tag.ts'
import type { PendingRelease, ReleaseRules } from '../../delivery/releasing/release-plan.ts'
import { isPrerelease, versionOrder } from '../../delivery/versioning/version/version-order.ts'
import { assetFiles } from './asset-files.ts'
import type { ReleaseInputs, ReleaseOutputs } from './members.ts'
import { proofOf } from './proof.ts'

/** A release to finish, and what there is besides. */
export interface Finishing {
  readonly forge: Forge
  readonly pending: PendingRelease
  readonly rules: ReleaseRules
  readonly previous: string | undefined
  /** Versions of all tags of the line. */
  readonly existing: readonly string[]
}

/**
 * Publishes a release whose commit is on the branch, then does what follows it. Every step may be repeated.
 * @throws StageError of `proofOf`, `finishRelease`, `assetFiles`, and ForgeError
 */
export async function finish(
  { forge, pending, rules, previous, existing }: Finishing,
  inputs: ReleaseInputs,
  context: Context,
): Promise<ReleaseOutputs> {
  const assets = await assetFiles(context.files, inputs.assets)
  const proof = await proofOf({ forge, pending, rules }, inputs, context)
  const { version, tag, commit } = pending
  const isLatest = existing.every((each) => isPrerelease(each) || versionOrder(each, version) <= 0)
  const notes = [pending.notes, ...proof.lines.map((line) => `- ${line}`)].filter((part) => part !== '').join('\n\n')
  const tagMessage = [tag, ...proof.lines].join('\n\n')
  const content = { assets, notes, tagMessage, isLatest, keepDraft: inputs.draft }
  const release = await finishRelease(forge, pending, content)
  const outputs = {
    outcome: 'succeeded' as const,
    version,
    tag,
    commit,
    previous,
    url: release.url,
    notes: pending.notes,
    ...defined({ release: proof.sealed }),
  }
  if (release.draft) return { ...outputs, state: 'drafted' }
  context.report({ kind: 'outputs', values: { ...outputs, state: 'released' } })
  const movingTag = inputs.movingTag ? await moveMajorTag(forge, rules.line, pending) : undefined
  await deleteProposal(forge, pending)
  await bringBack({ forge, rules, tag }, inputs, context)
  const started = await startWorkflows(forge, inputs.start, { tag, inputs: { tag, version } })
  await closeRelease(forge, release)
  return { ...outputs, state: 'released', started: [...started], ...defined({ movingTag }) }
}

async function bringBack(
  { forge, rules, tag }: Pick<Finishing, 'forge' | 'rules'> & { tag: string },
  { backMerge }: ReleaseInputs,
  { report }: Context,
): Promise<void> {
  if (backMerge === undefined) return
  const merged = await mergeBack(forge, { from: rules.branch, to: backMerge, tag })
  const text = {
    'up-to-date': `${backMerge} has release ${tag} already`,
    moved: `${backMerge} was moved forward to release ${tag}`,
    proposed: `a pull request brings release ${tag} into ${backMerge}`,
  }[merged.kind]
  report({ kind: 'note', text: merged.kind === 'proposed' ? `${text}: ${merged.url}` : text })
}
