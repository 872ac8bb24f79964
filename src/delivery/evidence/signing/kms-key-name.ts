const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const arn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/\S+$/

/** Whether a signing key names a KMS key: an ARN, `alias/<name>` or a key id. Anything else is a file path. */
export function isKmsKey(signingKey: string): boolean {
  return arn.test(signingKey) || /^alias\/\S+$/.test(signingKey) || keyId.test(signingKey)
}

/** The region in an ARN; undefined for an alias or an id, which belong to the environment's region. */
export function regionOfKey(signingKey: string): string | undefined {
  return arn.exec(signingKey)?.[1]
}
