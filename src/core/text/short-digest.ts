/** The first digits of a SHA-256 in hex, enough for people to distinguish releases, plans and keys. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12)
}

/** The first digits of a commit, as git shows them. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7)
}
