import type { TreeChange } from '../../core/ports/forge/objects.ts'
import type { Forge } from '../../core/ports/forge.ts'
import { releaseMessage } from './release-marker.ts'

/** The commit of a release, which no branch may have yet. */
export interface ReleaseCommit {
  readonly sha: string
  readonly tree: string
}

/**
 * Makes the commit of a release on top of another. The forge signs it with its own key where the token belongs to an
 * app (GitHub Docs, "Signature verification for bots").
 * @param changes an empty list gives a commit without changes
 */
export async function commitRelease(
  { objects }: Forge,
  { tag, head, changes }: { tag: string; head: string; changes: readonly TreeChange[] },
): Promise<ReleaseCommit> {
  const tree = await objects.createTree(head, changes)
  const { sha } = await objects.createCommit({ message: releaseMessage(tag), tree, parents: [head] })
  return { sha, tree }
}
