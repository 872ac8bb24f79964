import { repository } from './audit-workflows/workflow.ts'

/**
 * A starter that names one release: the full commit, and the version in a comment, as readers and update tools expect.
 * @param commit 40 hexadecimal digits
 * @throws Error when it is no full commit, or when the starter names nothing of this repository
 */
export function stampedText(starter: string, commit: string, version: string): string {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error(`${commit} is no full commit`)
  const reference = new RegExp(`^( *uses: ${repository}/\\S+?)@\\S+.*$`, 'gm')
  if (!reference.test(starter)) throw new Error(`the starter names nothing of ${repository}`)
  return starter.replace(reference, `$1@${commit} # ${version}`)
}
