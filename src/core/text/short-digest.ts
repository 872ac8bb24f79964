/** The first digits of a SHA-256 in hex, enough for people to distinguish releases, plans and keys. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12)
}

/** The first digits of a text that is a SHA-256 in hex; any other text, such as a version, as it is. */
export function shortIfDigest(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? shortDigest(text) : text
}

/** The first digits of a commit, as git shows them. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7)
}
