import { isForgeFailure } from '../../core/forge/forge-error.ts'
import type { Release } from '../../core/ports/forge/releases.ts'
import type { Forge } from '../../core/ports/forge.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortCommit } from '../../core/text/short-digest.ts'
import { isOpen, withOpenMark, withoutOpenMark } from './release-marker.ts'
import type { PendingRelease } from './release-plan.ts'

/** A file of a release, with its content. */
export interface AssetFile {
  readonly name: string
  readonly contentType: string
  readonly content: Uint8Array
}

/** What is published with a release. */
export interface ReleaseContent {
  readonly assets: readonly AssetFile[]
  /** Markdown of the release page. */
  readonly notes: string
  /** Message of the annotated tag. */
  readonly tagMessage: string
  /** Whether the forge shows it as the latest. */
  readonly isLatest: boolean
  /** Leaves the release a draft, for somebody to publish. */
  readonly keepDraft: boolean
}

/**
 * Brings a release to its end, in the order that immutable releases need: draft, files, tag, publish. Every step looks
 * at what is there first, so a run that was killed anywhere is finished by the next one.
 * @throws StageError `version-taken` for a tag on another commit, or a release with other files; ForgeError
 */
export async function finishRelease(forge: Forge, pending: PendingRelease, content: ReleaseContent): Promise<Release> {
  await refuseOtherTag(forge, pending)
  const found = await forge.releases.find(pending.tag)
  if (found !== undefined && !found.draft) return found
  const draft = found ?? (await createDraft(forge, pending, content))
  for (const asset of content.assets) await upload(forge, draft, asset)
  if (content.keepDraft) return forge.releases.read(draft.id)
  await createTag(forge, pending, content.tagMessage)
  return forge.releases.publish(draft.id, content.isLatest && !pending.prerelease ? 'true' : 'false')
}

/** Says that everything is done which follows a release, so that later runs do not look for it again. */
export async function closeRelease({ releases }: Forge, { id, notes }: Release): Promise<void> {
  if (isOpen(notes)) await releases.update(id, { notes: withoutOpenMark(notes) })
}

function createDraft(
  { releases }: Forge,
  { tag, prerelease, commit }: PendingRelease,
  { notes }: ReleaseContent,
): Promise<Release> {
  return releases.createDraft({ tag, name: tag, notes: withOpenMark(notes), prerelease, target: commit })
}

async function upload({ releases }: Forge, { id, tag }: Release, asset: AssetFile): Promise<void> {
  try {
    await releases.uploadAsset(id, asset)
  } catch (error) {
    if (!isForgeFailure(error, 'conflict')) throw error
    throw new StageError('version-taken', `release ${tag} has a file ${asset.name} with other bytes`, {
      hint: 'delete that file of the draft, or release another version',
      cause: error,
    })
  }
}

/** An annotated tag; the forge does not sign those. */
async function createTag({ refs, objects }: Forge, { tag, commit }: PendingRelease, message: string): Promise<void> {
  if ((await refs.findTag(tag)) !== undefined) return
  const object = await objects.createTag({ name: tag, message, commit })
  try {
    await refs.create(`tags/${tag}`, object.sha)
  } catch (error) {
    // Another run made it meanwhile: fine on the same commit.
    if (!isForgeFailure(error, 'conflict')) throw error
    await refuseOtherTag({ refs }, { tag, commit })
  }
}

async function refuseOtherTag(
  { refs }: Pick<Forge, 'refs'>,
  { tag, commit }: Pick<PendingRelease, 'tag' | 'commit'>,
): Promise<void> {
  const there = await refs.findTag(tag)
  if (there === undefined || there.commit === commit) return
  throw new StageError(
    'version-taken',
    `tag ${tag} is on commit ${shortCommit(there.commit)}, but the release is of ${shortCommit(commit)}`,
    { hint: 'release another version; a tag that people may have fetched is never moved' },
  )
}
