/** Removes the request from the client's error, so that no log shows its signature. */
export function withoutRequest(error: Error): Error {
  const plain = new Error(withoutSigning(error.message))
  plain.name = error.name
  if (error.stack !== undefined) plain.stack = withoutSigning(error.stack)
  return plain
}

/**
 * Removes signatures and session tokens from a text. A service may repeat what it received: when it refuses a
 * signature, its message has the whole canonical request with the session token (IAM User Guide, "Troubleshoot
 * Signature Version 4 requests").
 */
export function withoutSigning(text: string): string {
  return text
    .replace(/\b(Signature=)[0-9a-f]{16,}/gi, '$1***')
    .replace(/\b(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, '$1***')
}
