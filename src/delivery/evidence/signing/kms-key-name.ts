const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const arn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(?:key|alias)\/\S+$/

/** Whether a signing key names one of KMS: an ARN, `alias/<name>` or the id of a key. Anything else is the path of a file. */
export function isKmsKey(signingKey: string): boolean {
  return arn.test(signingKey) || /^alias\/\S+$/.test(signingKey) || keyId.test(signingKey)
}

/** The region that an ARN names; undefined for an alias or an id, which belong to the region of the environment. */
export function regionOfKey(signingKey: string): string | undefined {
  return arn.exec(signingKey)?.[1]
}
