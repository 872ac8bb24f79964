import { repository } from './audit-workflows/workflow.ts'

/**
 * A starter that refers to one release: by the full commit, with the version in a comment for readers and update tools.
 * @param commit 40 hexadecimal digits
 * @throws Error if the commit is not complete, or if the starter does not refer to this repository
 */
export function stampedText(starter: string, commit: string, version: string): string {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${commit} is not a full commit`)
  const reference = new RegExp(`^( *uses: ${repository}/\\S+?)@\\S+.*$`, 'gm')
  if (!reference.test(starter)) throw new Error(`the starter names nothing of ${repository}`)
  return starter.replace(reference, `$1@${commit} # ${version}`)
}
