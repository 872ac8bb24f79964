/** The request hangs on the client's error, with its signature; a log must never see it. */
export function withoutRequest(error: Error): Error {
  const plain = new Error(withoutSigning(error.message))
  plain.name = error.name
  if (error.stack !== undefined) plain.stack = withoutSigning(error.stack)
  return plain
}

/**
 * A text without signatures and session tokens. A service may repeat what it was sent: the refusal of a signature holds the whole canonical request, with the token of the
 * session among its headers (IAM User Guide, "Troubleshoot Signature Version 4 requests").
 */
export function withoutSigning(text: string): string {
  return text
    .replace(/\b(Signature=)[0-9a-f]{16,}/gi, '$1***')
    .replace(/\b(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, '$1***')
}
